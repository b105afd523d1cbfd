package dev.vedette.pipeline;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests of file contents. */
final class Digests {

  private Digests() {}

  static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
