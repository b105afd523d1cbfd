package dev.vedette.project;

import java.security.SecureRandom;
import java.util.List;

/** Names for keys that nobody has named: two words that are easy to say (spec 11 §12.6). */
public final class KeyNames {

  private static final List<String> KINDS =
      List.of(
          "Able", "Brave", "Bright", "Calm", "Clever", "Eager", "Fair", "Fond", "Gentle", "Glad",
          "Keen", "Kind", "Light", "Merry", "Neat", "Proud", "Quick", "Quiet", "Steady", "Wise");

  private static final List<String> ANIMALS =
      List.of(
          "Badger", "Beaver", "Crane", "Falcon", "Finch", "Gecko", "Heron", "Ibex", "Jackal",
          "Kestrel", "Lark", "Lynx", "Marten", "Newt", "Otter", "Puffin", "Raven", "Seal", "Tern",
          "Wren");

  private static final SecureRandom RANDOM = new SecureRandom();

  private KeyNames() {}

  /** A name, e.g. {@code Wise Otter}. */
  public static String random() {
    return KINDS.get(RANDOM.nextInt(KINDS.size()))
        + " "
        + ANIMALS.get(RANDOM.nextInt(ANIMALS.size()));
  }
}
