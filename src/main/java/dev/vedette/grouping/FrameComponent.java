package dev.vedette.grouping;

import dev.vedette.grouping.FunctionNames.Family;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one frame adds to a hash (spec 03 §10). */
final class FrameComponent {

  private static final Set<String> CONTEXT_PLATFORMS =
      Set.of("javascript", "node", "python", "php", "ruby");
  private static final Set<String> UNKNOWN_FUNCTIONS =
      Set.of("?", "<anonymous function>", "<anonymous>", "Anonymous function");
  private static final Set<String> EVALUATED =
      Set.of("[native code]", "native code", "eval code", "<anonymous>");
  private static final int MAX_CONTEXT_LINE = 120;

  private final Frame frame;
  private final GroupingSwitches switches;

  private FrameComponent(Frame frame, GroupingSwitches switches) {
    this.frame = frame;
    this.switches = switches;
  }

  /**
   * The component of a frame.
   *
   * @param before the frame that called it, or null for the first
   */
  static Component of(Frame frame, @Nullable Frame before, GroupingSwitches switches) {
    Component component = new FrameComponent(frame, switches).build();
    if (before != null && frame.isRecursionOf(before)) {
      component.ignore("ignored due to recursion");
    }
    return component;
  }

  private Component build() {
    Component module = module();
    Component filename = filename();
    if (module.contributes() && filename.contributes()) {
      filename.ignore("module takes precedence");
    }
    Component context =
        switches.contextLines() && CONTEXT_PLATFORMS.contains(frame.platform())
            ? contextLine()
            : null;
    Component function = function(context);
    Component component =
        context == null
            ? Component.of("frame", module, filename, function)
            : Component.of("frame", module, filename, function, context);
    if (frame.family() == Family.JAVASCRIPT && switches.javascript()) {
      judgeJavascript(component, function);
    }
    return component;
  }

  private Component module() {
    String module = frame.module();
    Component component = Component.ofNullable("module", module);
    if (module == null) {
      return component;
    }
    String path = frame.absPath();
    if (frame.platform().equals("javascript")
        && module.indexOf('/') >= 0
        && path != null
        && path.endsWith(module)) {
      component.ignore("ignored bad javascript module");
    } else if (frame.platform().equals("java")) {
      if (module.contains("$$Lambda$")) {
        component.ignore("ignored java lambda");
      }
      JavaNames.mask(module, component, switches.javaProxies());
    }
    return component;
  }

  private Component filename() {
    String filename = frame.filename();
    if (filename == null) {
      return Component.empty("filename");
    }
    String name = Texts.baseName(filename).toLowerCase(Locale.ROOT);
    Component component = Component.ofText("filename", name);
    if (isUrl(frame, !switches.javascript())) {
      component.ignore("ignored because frame points to a URL");
    } else if (name.equals("<anonymous>")) {
      component.ignore("anonymous filename discarded");
    } else if (name.equals("[native code]")) {
      component.ignore("native code indicated by filename");
    } else if (frame.platform().equals("java")) {
      String cleaned = JavaNames.withoutJavassist(name);
      if (!cleaned.equals(name)) {
        component.setText(cleaned, "cleaned javassist parts");
      }
    }
    return component;
  }

  private static boolean isUrl(Frame frame, boolean alsoFiles) {
    String path = frame.absPath();
    return path != null
        && (path.startsWith("http:")
            || path.startsWith("https:")
            || path.startsWith("applewebdata:")
            || path.startsWith("blob:")
            || (alsoFiles && path.startsWith("file:")));
  }

  /** Whether it comes from a place that is no file of a program. */
  static boolean hasUrlOrigin(Frame frame) {
    return isUrl(frame, true);
  }

  private Component contextLine() {
    String line = frame.contextLine();
    String text = line == null ? "" : Whitespace.collapsed(line);
    if (line == null || text.isEmpty()) {
      return Component.empty("context-line");
    }
    Component component = Component.ofText("context-line", text);
    if (Texts.length(line) > MAX_CONTEXT_LINE) {
      component.ignore("discarded because line too long");
    } else if (switches.dropsAllUrlContext() && isUrl(frame, false)) {
      component.ignore("discarded because from URL origin");
    } else if (!switches.dropsAllUrlContext()
        && frame.family() == Family.JAVASCRIPT
        && Texts.isEmpty(frame.function())
        && isUrl(frame, true)) {
      component.ignore("discarded because from URL origin and no function");
    }
    return component;
  }

  private Component function(@Nullable Component context) {
    String name = name();
    if (name == null || name.isEmpty()) {
      return Component.empty("function");
    }
    Component component = Component.ofText("function", name);
    switch (frame.platform()) {
      case "ruby" -> RubyNames.mask(name, component);
      case "php" -> maskPhp(name, component);
      case "java" -> {
        if (name.startsWith("lambda$")) {
          component.ignore("ignored lambda function");
        }
      }
      default -> {
        if (frame.family() == Family.NATIVE) {
          if (name.equals("<redacted>") || name.equals("<unknown>")) {
            component.ignore("ignored unknown function");
          }
        } else if (frame.family() == Family.JAVASCRIPT && switches.javascript()) {
          maskJavascript(name, component, context);
        }
      }
    }
    return component;
  }

  private @Nullable String name() {
    if (frame.platform().equals("csharp")) {
      return Texts.orElse(frame.rawFunction(), frame.function());
    }
    String name = Texts.orElse(frame.function(), frame.rawFunction());
    return name == null || name.isEmpty() || !Texts.isEmpty(frame.rawFunction())
        ? name
        : FunctionNames.trimmed(name, frame.platform());
  }

  private void maskPhp(String name, Component component) {
    boolean anonymous = name.startsWith("class@anonymous");
    if (name.startsWith("[Anonymous") || name.startsWith("class@anonymous\u0000")) {
      component.ignore("ignored anonymous function");
    }
    int method = name.lastIndexOf("::");
    if (switches.phpMethods() && anonymous && method >= 0) {
      component.setText(name.substring(method + 2), "anonymous class method");
    }
  }

  private void maskJavascript(String name, Component component, @Nullable Component context) {
    int receiver = name.lastIndexOf('.');
    if (receiver >= 0) {
      component.setText(name.substring(receiver + 1), "trimmed javascript function");
    }
    if (frame.isSourceMapped() && context != null && context.contributes()) {
      component.ignore("ignored because sourcemap used and context line available");
    }
  }

  /** Spec 03 §10.6; the frame goes on contributing when only its function is given up. */
  private void judgeJavascript(Component component, Component function) {
    String name = Texts.orElse(frame.rawFunction(), frame.function());
    String bare = name == null ? "" : name.substring(name.lastIndexOf('.') + 1);
    if (bare.isEmpty()) {
      function.setContributes(false);
    } else if (UNKNOWN_FUNCTIONS.contains(bare) || bare.endsWith("/<")) {
      function.ignore("ignored unknown function name");
    }
    String path = frame.absPath();
    if (bare.equals("eval") || (path != null && EVALUATED.contains(path))) {
      component.ignore("ignored low quality javascript frame");
    }
  }

  /** The components of all frames of a stack trace, each made once. */
  static List<Component> all(List<Frame> frames, GroupingSwitches switches) {
    List<Component> components = new java.util.ArrayList<>(frames.size());
    Frame before = null;
    for (Frame frame : frames) {
      components.add(of(frame, before, switches));
      before = frame;
    }
    return components;
  }
}
