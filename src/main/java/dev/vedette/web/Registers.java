package dev.vedette.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The customary order of registers by architecture (spec 12a §8); 32-bit ARM has an order of its
 * own.
 */
final class Registers {

  private static final Map<String, Map<String, Integer>> ORDERS = new HashMap<>();

  static {
    ORDERS.put(
        "x86_64",
        order(
            "rax rdx rcx rbx rsi rdi rbp rsp r8-15 rip xmm0-15 st0-7 mm0-7 rflags es cs ss ds fs gs"
                + " fs.base gs.base tr ldtr mxcsr fcw fsw"));
    ORDERS.put(
        "x86",
        order(
            "eax ecx edx ebx esp ebp esi edi eip eflags st0-7 xmm0-7 mm0-7 fcw fsw mxcsr es cs ss ds"
                + " fs gs tr ldtr"));
    ORDERS.put("arm64", order("x0-28 fp lr sp pc v0-31"));
    ORDERS.put("arm", order("r0-10 fp r12 sp lr pc fps cpsr s0-31 f0-7"));
    ORDERS.put(
        "mips", order("zero at v0-1 a0-3 t0-7 s0-7 t8-9 k0-1 gp sp fp ra lo hi pc f0-31 fcsr fir"));
    ORDERS.put("ppc", order("r0-31 f0-31 cr fpsrc msr sr0-15 srr0-1"));
  }

  private static final Map<String, String> SYNONYMS =
      Map.of("efl", "eflags", "x29", "fp", "x30", "lr", "r11", "fp", "ip0", "x16", "ip1", "x17");

  private Registers() {}

  private static Map<String, Integer> order(String names) {
    Map<String, Integer> order = new HashMap<>();
    for (String name : names.split(" ")) {
      int dash = name.indexOf('-');
      if (dash < 0) {
        order.put(name, order.size());
        continue;
      }
      String prefix = name.replaceAll("\\d+-\\d+$", "");
      int first = Integer.parseInt(name.substring(prefix.length(), dash));
      int last = Integer.parseInt(name.substring(dash + 1));
      for (int i = first; i <= last; i++) {
        order.put(prefix + i, order.size());
      }
    }
    return order;
  }

  /** Sorts names in place; unknown ones come first in their given order. */
  static void sort(List<String> names, @Nullable String architecture) {
    if (architecture == null) {
      return;
    }
    for (String known : List.of("x86_64", "x86", "arm64", "arm", "mips", "ppc")) {
      if (architecture.startsWith(known)) {
        Map<String, Integer> order = ORDERS.getOrDefault(known, Map.of());
        List<String> given = new ArrayList<>(names);
        names.sort(
            Comparator.comparingInt((String name) -> place(order, name))
                .thenComparingInt(given::indexOf));
        return;
      }
    }
  }

  private static int place(Map<String, Integer> order, String name) {
    String plain = name.startsWith("$") ? name.substring(1) : name;
    Integer place = order.get(plain);
    return place != null ? place : order.getOrDefault(SYNONYMS.getOrDefault(plain, plain), -1);
  }
}
