package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.json.Json;

/**
 * Paging by cursors (spec 11 §5).
 *
 * @param limit rows of a page
 * @param offset rows to skip
 */
record Paging(int limit, int offset) {

  private static final int MOST = 100;

  static Paging of(Call call) {
    String size = call.first("per_page") == null ? call.first("limit") : call.first("per_page");
    int limit = size == null ? MOST : size(size);
    String cursor = call.first("cursor");
    return new Paging(limit, cursor == null || cursor.isEmpty() ? 0 : offset(cursor));
  }

  private static int size(String text) {
    if (!text.matches("\\d{1,6}") || Integer.parseInt(text) == 0) {
      throw Fault.invalid("Invalid per_page parameter.");
    }
    int size = Integer.parseInt(text);
    if (size > MOST) {
      throw Fault.invalid("Invalid per_page value. Cannot exceed " + MOST + ".");
    }
    return size;
  }

  /** Both forms: {@code 0:offset:0} and {@code size:page:0}. */
  private static int offset(String cursor) {
    String[] parts = cursor.split(":");
    boolean numbers =
        parts.length == 3 && parts[0].matches("-?\\d{1,9}") && parts[1].matches("-?\\d{1,9}");
    if (!numbers) {
      throw Fault.invalid("Invalid cursor parameter.");
    }
    long value = Long.parseLong(parts[0]);
    long place = Long.parseLong(parts[1]);
    long offset = value > 0 ? value * place : place;
    if (place < 0) {
      throw Fault.invalid("Pagination offset cannot be negative");
    }
    if (offset > 1_000_000) {
      throw Fault.invalid("Pagination offset too large");
    }
    return (int) offset;
  }

  Answer answer(Call call, Json rows, boolean more) {
    String base = call.url().replaceAll("([?&])cursor=[^&]*&?", "$1").replaceAll("[?&]$", "");
    String joined = base + (base.contains("?") ? "&" : "?&") + "cursor=";
    int previous = Math.max(0, offset - limit);
    String link =
        "<%s0:%d:1>; rel=\"previous\"; results=\"%b\"; cursor=\"0:%d:1\", <%s0:%d:0>; rel=\"next\"; results=\"%b\"; cursor=\"0:%d:0\""
            .formatted(
                joined,
                previous,
                offset > 0,
                previous,
                joined,
                offset + limit,
                more,
                offset + limit);
    return Answer.ok(rows).with("Link", link);
  }

  /** A page of a list that is in memory. */
  Answer slice(Call call, java.util.List<Json> rows) {
    int from = Math.min(offset, rows.size());
    int to = Math.min(rows.size(), from + limit);
    return answer(
        call, new Json.Arr(java.util.List.copyOf(rows.subList(from, to))), to < rows.size());
  }
}
