package dev.vedette.grouping;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Hashes of lists of texts: one after the other, nothing between them (spec 03 §2). */
final class Md5 {

  /** The hash of nothing. */
  static final String EMPTY = "d41d8cd98f00b204e9800998ecf8427e";

  private Md5() {}

  static String of(List<String> texts) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      for (String text : texts) {
        md5.update(text.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(md5.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
