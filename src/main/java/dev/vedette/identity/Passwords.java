package dev.vedette.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id hashes of passwords; at most two are computed at once. Blocks. */
public final class Passwords {

  /** Fewest characters of a password. */
  public static final int MIN_LENGTH = 8;

  private static final int MEMORY_KIB = 19 * 1024;
  private static final int ITERATIONS = 2;
  private static final int LENGTH = 32;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Semaphore AT_ONCE = new Semaphore(2);

  private Passwords() {}

  /** A hash with a fresh salt, e.g. {@code argon2id$19456$2$salt$hash}. */
  public static String hash(String password) {
    byte[] salt = new byte[16];
    RANDOM.nextBytes(salt);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "argon2id$%d$%d$%s$%s"
        .formatted(
            MEMORY_KIB,
            ITERATIONS,
            base64.encodeToString(salt),
            base64.encodeToString(compute(password, salt, MEMORY_KIB, ITERATIONS)));
  }

  /** Whether a password belongs to a hash. */
  public static boolean matches(String password, String hash) {
    String[] parts = hash.split("\\$");
    if (parts.length != 5 || !parts[0].equals("argon2id")) {
      return false;
    }
    Base64.Decoder base64 = Base64.getDecoder();
    byte[] computed =
        compute(
            password,
            base64.decode(parts[3]),
            Integer.parseInt(parts[1]),
            Integer.parseInt(parts[2]));
    return MessageDigest.isEqual(computed, base64.decode(parts[4]));
  }

  /**
   * On threads of their own: the carriers of virtual threads are for those who wait, not compute.
   */
  private static byte[] compute(String password, byte[] salt, int memory, int iterations) {
    AT_ONCE.acquireUninterruptibly();
    try {
      FutureTask<byte[]> task = new FutureTask<>(() -> argon2(password, salt, memory, iterations));
      Thread.ofPlatform().daemon().name("argon2").start(task);
      return task.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a password could not be hashed", failed);
    } finally {
      AT_ONCE.release();
    }
  }

  private static byte[] argon2(String password, byte[] salt, int memory, int iterations) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withSalt(salt)
            .withMemoryAsKB(memory)
            .withIterations(iterations)
            .withParallelism(1)
            .build());
    byte[] out = new byte[LENGTH];
    generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), out);
    return out;
  }
}
