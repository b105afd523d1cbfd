package dev.vedette.blob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Contents as files in 256 folders named after the first two digits of their id. */
public final class FileBlobs implements Blobs {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final int CHUNK = 64 * 1024;
  private static final int SWEEP_GROUP = 500;

  private final Path root;
  private final SecureRandom random = new SecureRandom();

  /** Keeps files below the given folder, which is made when needed. */
  public FileBlobs(Path root) {
    this.root = root;
  }

  @Override
  public Stored write(InputStream content) throws IOException {
    byte[] name = new byte[16];
    random.nextBytes(name);
    String id = HexFormat.of().formatHex(name);
    Path target = path(id);
    Path folder = folder(id);
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      forceFolder(root);
    }
    Path unfinished = target.resolveSibling(id + ".part");
    MessageDigest sha1 = sha1();
    long size;
    try (FileChannel file =
        FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      size = copy(content, file, sha1);
      file.force(true);
    } catch (IOException | RuntimeException failure) {
      Files.deleteIfExists(unfinished);
      throw failure;
    }
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(folder);
    return new Stored(id, size, sha1.digest());
  }

  private static long copy(InputStream content, FileChannel file, MessageDigest sha1)
      throws IOException {
    byte[] chunk = new byte[CHUNK];
    long size = 0;
    for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
      sha1.update(chunk, 0, read);
      ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, read);
      while (buffer.hasRemaining()) {
        size += file.write(buffer);
      }
    }
    return size;
  }

  private static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Path path(String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not the id of a blob");
    }
    return folder(id).resolve(id);
  }

  private Path folder(String id) {
    return root.resolve(id.substring(0, 2));
  }

  @Override
  public InputStream read(String id) throws IOException {
    return Files.newInputStream(path(id));
  }

  @Override
  public void delete(String id) throws IOException {
    Files.deleteIfExists(path(id));
  }

  @Override
  public int sweep(Instant writtenBefore, Function<Collection<String>, Set<String>> referenced)
      throws IOException {
    if (!Files.isDirectory(root)) {
      return 0;
    }
    int removed = 0;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path folder : folders) {
        removed += sweepFolder(folder, writtenBefore, referenced);
      }
    } catch (DirectoryIteratorException unreadable) {
      throw unreadable.getCause();
    }
    return removed;
  }

  /** One folder at a time, so that millions of files are never held at once. */
  private static int sweepFolder(
      Path folder, Instant writtenBefore, Function<Collection<String>, Set<String>> referenced)
      throws IOException {
    List<Path> old = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, file -> isOld(file, writtenBefore))) {
      files.forEach(old::add);
    } catch (DirectoryIteratorException unreadable) {
      throw unreadable.getCause();
    }
    int removed = 0;
    for (int start = 0; start < old.size(); start += SWEEP_GROUP) {
      List<Path> group = old.subList(start, Math.min(old.size(), start + SWEEP_GROUP));
      Set<String> kept = referenced.apply(group.stream().map(FileBlobs::name).toList());
      for (Path file : group) {
        if (!kept.contains(name(file)) && Files.deleteIfExists(file)) {
          removed++;
        }
      }
    }
    return removed;
  }

  private static boolean isOld(Path file, Instant writtenBefore) {
    try {
      return Files.isRegularFile(file)
          && Files.getLastModifiedTime(file).toInstant().isBefore(writtenBefore);
    } catch (IOException removedMeanwhile) {
      return false;
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
