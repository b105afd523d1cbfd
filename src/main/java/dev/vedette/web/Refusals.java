package dev.vedette.web;

import dev.vedette.bus.Fault;
import org.jspecify.annotations.Nullable;

/** How a page tells why a form was refused, next to what was written in it. */
final class Refusals {

  private Refusals() {}

  /** The same, if the reader can do something about it; a failure of the server goes on. */
  static Fault ofReader(Fault refusal) {
    if (refusal.code().status() >= Fault.Code.INTERNAL.status()) {
      throw refusal;
    }
    return refusal;
  }

  /** Status of the page; 200 without a refusal. */
  static int status(@Nullable Fault refusal) {
    return refusal == null ? 200 : refusal.code().status();
  }

  /** What to say; empty without a refusal. */
  static String text(@Nullable Fault refusal) {
    return refusal == null ? "" : refusal.detail();
  }

  /** The field that is wrong; empty where it is none in particular. */
  static String field(@Nullable Fault refusal) {
    String field = refusal == null ? null : refusal.field();
    return field == null ? "" : field;
  }
}
