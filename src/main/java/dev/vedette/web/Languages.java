package dev.vedette.web;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the colouring of source lines needs to know of languages (spec 12a §5). */
final class Languages {

  private Languages() {}

  /** How a language writes comments and texts, by families that agree on it. */
  enum Family {
    C(List.of("//"), "/*", "*/"),
    PYTHON(List.of("#"), null, null),
    RUBY(List.of("#"), "=begin", "=end"),
    SHELL(List.of("#"), null, null),
    SQL(List.of("--"), "/*", "*/"),
    LUA(List.of("--"), "--[[", "]]"),
    HASKELL(List.of("--"), "{-", "-}"),
    PHP(List.of("//", "#"), "/*", "*/"),
    MARKUP(List.of(), "<!--", "-->");

    private final List<String> line;
    private final @Nullable String open;
    private final @Nullable String close;

    Family(List<String> line, @Nullable String open, @Nullable String close) {
      this.line = line;
      this.open = open;
      this.close = close;
    }

    /** Marks after which the rest of the line is a comment. */
    List<String> lineComments() {
      return line;
    }

    /** The mark that opens a comment over lines, or null. */
    @Nullable String open() {
      return open;
    }

    /** The mark that closes it. */
    String close() {
      return close == null ? "" : close;
    }
  }

  private static final Map<String, Family> BY_SUFFIX =
      Map.ofEntries(
          Map.entry("c", Family.C),
          Map.entry("h", Family.C),
          Map.entry("cc", Family.C),
          Map.entry("cpp", Family.C),
          Map.entry("cs", Family.C),
          Map.entry("css", Family.C),
          Map.entry("dart", Family.C),
          Map.entry("ex", Family.PYTHON),
          Map.entry("exs", Family.PYTHON),
          Map.entry("go", Family.C),
          Map.entry("groovy", Family.C),
          Map.entry("hs", Family.HASKELL),
          Map.entry("htm", Family.MARKUP),
          Map.entry("html", Family.MARKUP),
          Map.entry("java", Family.C),
          Map.entry("js", Family.C),
          Map.entry("jsx", Family.C),
          Map.entry("cjs", Family.C),
          Map.entry("mjs", Family.C),
          Map.entry("kt", Family.C),
          Map.entry("lua", Family.LUA),
          Map.entry("m", Family.C),
          Map.entry("mm", Family.C),
          Map.entry("php", Family.PHP),
          Map.entry("pl", Family.PYTHON),
          Map.entry("py", Family.PYTHON),
          Map.entry("rb", Family.RUBY),
          Map.entry("rs", Family.C),
          Map.entry("scala", Family.C),
          Map.entry("sh", Family.SHELL),
          Map.entry("sql", Family.SQL),
          Map.entry("svelte", Family.MARKUP),
          Map.entry("swift", Family.C),
          Map.entry("ts", Family.C),
          Map.entry("tsx", Family.C),
          Map.entry("vue", Family.MARKUP),
          Map.entry("xml", Family.MARKUP));

  /** Words that stand out in any of the languages; few mean something else in another one. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "abstract",
          "and",
          "as",
          "assert",
          "async",
          "await",
          "begin",
          "break",
          "case",
          "catch",
          "class",
          "const",
          "continue",
          "def",
          "default",
          "defer",
          "del",
          "do",
          "elif",
          "else",
          "elsif",
          "end",
          "ensure",
          "enum",
          "except",
          "export",
          "extends",
          "false",
          "False",
          "final",
          "finally",
          "fn",
          "for",
          "foreach",
          "from",
          "func",
          "function",
          "global",
          "go",
          "guard",
          "if",
          "impl",
          "implements",
          "import",
          "in",
          "instanceof",
          "interface",
          "is",
          "lambda",
          "let",
          "local",
          "match",
          "module",
          "mut",
          "namespace",
          "new",
          "nil",
          "None",
          "not",
          "null",
          "or",
          "package",
          "pass",
          "private",
          "protected",
          "pub",
          "public",
          "raise",
          "record",
          "rescue",
          "return",
          "self",
          "static",
          "struct",
          "super",
          "switch",
          "sync",
          "then",
          "this",
          "throw",
          "throws",
          "trait",
          "true",
          "True",
          "try",
          "type",
          "undefined",
          "unless",
          "use",
          "using",
          "val",
          "var",
          "void",
          "when",
          "where",
          "while",
          "with",
          "yield");

  /** The family of a file by what follows the last dot of its name; null when it is unknown. */
  static @Nullable Family of(@Nullable String file) {
    int dot = file == null ? -1 : file.lastIndexOf('.');
    return file == null || dot < 0
        ? null
        : BY_SUFFIX.get(file.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  static boolean isKeyword(String word) {
    return KEYWORDS.contains(word);
  }
}
