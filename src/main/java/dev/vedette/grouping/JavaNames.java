package dev.vedette.grouping;

import java.util.List;
import java.util.regex.Pattern;

/** Java names of which frameworks make up a part anew at each start (spec 03 §10.1). */
final class JavaNames {

  private record Mask(Pattern pattern, String replacement) {

    static Mask of(String regex, String replacement) {
      return new Mask(Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS), replacement);
    }

    String apply(String text) {
      return pattern.matcher(text).replaceAll(replacement);
    }
  }

  private static final List<String> ACCESSORS =
      List.of(
          "sun.reflect.GeneratedMethodAccessor", "jdk.internal.reflect.GeneratedMethodAccessor");

  private static final String HEX = "[a-fA-F0-9]+(?:_[0-9]+)?";
  private static final Mask JAVASSIST =
      Mask.of("\\$\\$_javassist(?:_seam)?(?:_[0-9]+)?", "\\$\\$_javassist<auto>");

  private static final List<Mask> GENERATED =
      List.of(
          Mask.of(
              "(sun\\.reflect\\.Generated(?:Serialization)?ConstructorAccessor)\\d+", "$1<auto>"),
          Mask.of("(\\$\\$\\w+?CGLIB\\$\\$)" + HEX, "$1<auto>"),
          JAVASSIST,
          Mask.of("(\\$fn__)\\d+", "$1<auto>"));

  private static final List<Mask> PROXIES =
      List.of(
          Mask.of("(\\${1,2}EnhancerBy\\w+?\\${1,2})" + HEX, "$1<auto>"),
          Mask.of("(\\${1,2}FastClassBy\\w+?\\${1,2})" + HEX, "$1<auto>"),
          Mask.of("(\\${1,2}HibernateProxy\\${1,2})\\w+", "$1<auto>"));

  private JavaNames() {}

  /** Masks a module in its component. */
  static void mask(String module, Component component, boolean proxies) {
    for (String accessor : ACCESSORS) {
      if (module.startsWith(accessor)) {
        component.setText(accessor, "removed reflection marker");
        return;
      }
    }
    if (module.indexOf('$') < 0 && !module.contains("sun.reflect.Generated")) {
      return;
    }
    String masked = module;
    for (Mask mask : GENERATED) {
      masked = mask.apply(masked);
    }
    if (proxies) {
      for (Mask mask : PROXIES) {
        masked = mask.apply(masked);
      }
    }
    if (!masked.equals(module)) {
      component.setText(masked, "removed codegen marker");
    }
  }

  static String withoutJavassist(String name) {
    return name.indexOf('$') < 0 ? name : JAVASSIST.apply(name);
  }
}
