package dev.vedette.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's secret: {@code server.secret-key}, or without it a file in the data directory that
 * is made once (spec 10 §3). What is derived from it cannot be made from the database alone.
 */
public final class SecretKey {

  private static final String FILE = "secret-key";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 32;

  private final byte[] key;

  private SecretKey(String key) {
    this.key = key.getBytes(StandardCharsets.UTF_8);
  }

  /** The secret of a node; makes the file of a standalone one. */
  public static SecretKey of(Settings settings, Path data) throws IOException {
    String given = settings.find(Keys.SERVER_SECRET_KEY);
    return new SecretKey(given == null || given.isEmpty() ? stored(data.resolve(FILE)) : given);
  }

  private static String stored(Path file) throws IOException {
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String made = HexFormat.of().formatHex(random);
    Path whole = file.resolveSibling(FILE + ".new");
    Files.deleteIfExists(whole);
    Files.createFile(
        whole, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(whole, made + "\n", StandardOpenOption.SYNC);
    Files.move(whole, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    return made;
  }

  /**
   * A text that belongs to another one, and that only who has the key can make.
   *
   * @param purpose keeps texts of one use from serving another
   * @return 64 hexadecimal digits
   */
  public String sign(String purpose, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return HexFormat.of()
          .formatHex(mac.doFinal((purpose + "\n" + text).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
