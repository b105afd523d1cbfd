package dev.vedette.grouping;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Hashes of lists of texts: one after the other, nothing between them (spec 03 §2). */
final class Md5 {

  /** The hash of nothing. */
  static final String EMPTY = "d41d8cd98f00b204e9800998ecf8427e";

  private Md5() {}

  static String of(List<String> texts) {
    int room = 0;
    for (String text : texts) {
      room += text.length();
    }
    byte[] bytes = new byte[room];
    int size = 0;
    for (String text : texts) {
      // each by itself: halves of a surrogate pair from two texts make no character
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      if (bytes.length - size < utf8.length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + utf8.length));
      }
      System.arraycopy(utf8, 0, bytes, size, utf8.length);
      size += utf8.length;
    }
    return of(bytes, size);
  }

  private static String of(byte[] bytes, int size) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      md5.update(bytes, 0, size);
      return HexFormat.of().formatHex(md5.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
