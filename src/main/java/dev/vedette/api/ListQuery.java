package dev.vedette.api;

import dev.vedette.http.Call;
import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameter {@code query} of lists of organizations, projects, teams and members: words and
 * {@code key:value} (spec 11 §10.1, §11.1, §11.3, §12.1).
 *
 * @param words free words, in lower case; all must be found
 * @param terms keys with their values
 */
record ListQuery(List<String> words, List<Term> terms) {

  /** A key with the value it must have. */
  record Term(String key, String value) {}

  private static final Pattern TOKEN =
      Pattern.compile("(?:([!a-zA-Z_.]+):)?(?:\"([^\"]*)\"|(\\S+))");

  static ListQuery of(Call call) {
    String text = call.first("query");
    List<String> words = new ArrayList<>();
    List<Term> terms = new ArrayList<>();
    Matcher tokens = TOKEN.matcher(text == null ? "" : text);
    while (tokens.find()) {
      String value = tokens.group(2) == null ? tokens.group(3) : tokens.group(2);
      String key = tokens.group(1);
      if (key == null || key.equals("query")) {
        words.add(value.toLowerCase(Locale.ROOT));
      } else {
        terms.add(new Term(key, value));
      }
    }
    return new ListQuery(words, terms);
  }

  /**
   * The rows that fit.
   *
   * @param fields texts in which words are looked for
   * @param matches whether a row has what a term asks for; false for unknown keys
   */
  List<Json> of(List<Json> rows, List<String> fields, BiPredicate<Json.Obj, Term> matches) {
    return rows.stream()
        .filter(row -> {
          Json.Obj object = (Json.Obj) row;
          return words.stream().allMatch(word -> has(object, fields, word))
              && terms.stream().allMatch(term -> matches.test(object, term));
        })
        .toList();
  }

  private static boolean has(Json.Obj row, List<String> fields, String word) {
    for (String field : fields) {
      String text = row.string(field);
      if (text != null && text.toLowerCase(Locale.ROOT).contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a term says no, as {@code has2fa:false} does. */
  static boolean saysNo(Term term) {
    return term.value().equals("false") || term.value().equals("0");
  }
}
