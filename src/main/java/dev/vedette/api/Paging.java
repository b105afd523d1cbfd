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
        parts.length == 3
            && parts[0].matches("-?\\d{1,9}")
            && parts[1].matches("-?\\d{1,9}")
            && parts[2].matches("[01]");
    if (!numbers) {
      throw Fault.invalid("Invalid cursor parameter.");
    }
    long value = Long.parseLong(parts[0]);
    long place = Long.parseLong(parts[1]);
    long offset = value > 0 ? value * place : place;
    if (place < 0 && !cursor.endsWith(":1")) {
      throw Fault.invalid("Pagination offset cannot be negative");
    }
    if (offset > 1_000_000) {
      throw Fault.invalid("Pagination offset too large");
    }
    return (int) Math.max(0, offset);
  }

  /** A page of a long list, with cursors of the form {@code 0:offset:0}. */
  Answer answer(Call call, Json rows, boolean more) {
    int previous = Math.max(0, offset - limit);
    return linked(
        call, rows, "0:%d:1".formatted(previous), "0:%d:0".formatted(offset + limit), more);
  }

  /** A page of a list that is in memory, with cursors of the form {@code size:page:0}. */
  Answer slice(Call call, java.util.List<Json> rows) {
    int page = offset / limit;
    int from = Math.min(offset, rows.size());
    int to = Math.min(rows.size(), from + limit);
    return linked(
        call,
        new Json.Arr(java.util.List.copyOf(rows.subList(from, to))),
        "%d:%d:1".formatted(limit, page - 1),
        "%d:%d:0".formatted(limit, page + 1),
        to < rows.size());
  }

  private Answer linked(Call call, Json rows, String previous, String next, boolean more) {
    String base = call.url().replaceAll("([?&])cursor=[^&]*&?", "$1").replaceAll("[?&]$", "");
    String joined = base + (base.contains("?") ? "&" : "?&") + "cursor=";
    return Answer.ok(rows)
        .with(
            "Link",
            "%s, %s"
                .formatted(
                    link(joined, previous, "previous", offset > 0),
                    link(joined, next, "next", more)));
  }

  private static String link(String joined, String cursor, String relation, boolean results) {
    return "<%s%s>; rel=\"%s\"; results=\"%b\"; cursor=\"%s\""
        .formatted(joined, cursor, relation, results, cursor);
  }
}
