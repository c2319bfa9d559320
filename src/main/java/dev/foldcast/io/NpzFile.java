package dev.foldcast.io;

import dev.foldcast.array.HostArray;
import dev.foldcast.array.HostMemory;
import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * Opens members of {@code .npz} archives: zip files of {@code .npy} files, stored or deflated, with
 * or without Zip64. Bytes before and behind an archive do no harm.
 */
public final class NpzFile {
  private static final String MEMBER = "member";

  private NpzFile() {}

  /**
   * The array in a member. Of a stored member only the header is read now; its data are read or
   * mapped where they lie, at any alignment, as those of a {@code .npy} file. Their checksum is not
   * looked at: that would read everything twice. A deflated member is unpacked now, once, and its
   * checksum must be right: up to 16 MiB into memory, more into a temporary file without a name, in
   * TMPDIR or {@code /var/tmp}. That copy is freed when the array and its windows are unreachable,
   * or with the process.
   *
   * @param member its name in the archive, with or without {@code .npy}
   * @return an array named {@code file:member}
   * @throws FormatException if the file is no such archive or is damaged, the member is not there,
   *     is there twice, is encrypted, is compressed in another way or is no array that can be read,
   *     or if there is no room for a copy
   */
  public static HostArray open(Path file, String member, Access access) {
    String name = file + ":" + member;
    try {
      NamedFile source = NpyFile.find(file, name);
      return source.read(0, channel -> open(source, channel, member, access));
    } catch (IOException e) {
      throw IoErrors.unreadable(name, e);
    }
  }

  private static HostArray open(
      NamedFile source, FileChannel channel, String memberName, Access access) throws IOException {
    ZipDirectory directory = new ZipDirectory(channel, source.name());
    MemberSearch search = new MemberSearch(memberName);
    directory.forEach(search::visit);
    ZipMember member = search.found(source.name());
    member.check(source.name());
    long start = directory.dataStart(member);
    long end = start + member.compressed();
    if (member.method() == ZipMember.STORED) {
      return NpyData.in(source, channel, MEMBER, start, end, /* exactly= */ true, access);
    }
    return Uninterrupted.apart(
        () -> source.read(end, own -> inflated(source.name(), member, own, start, access)));
  }

  private static HostArray inflated(
      String name, ZipMember member, FileChannel channel, long start, Access access)
      throws IOException {
    Extent compressed = new Extent(channel, start, start + member.compressed());
    try (Inflated in = new Inflated(compressed, member, name)) {
      NpyHeader header = NpyHeaderReader.read(in, name);
      long found = member.size() - header.dataOffset();
      NpyData.refuseShort(name, MEMBER, header, found);
      NpyData.refuseLong(name, MEMBER, header, found);
      HostMemory memory =
          new Spool(name)
              .keep(in, found, access, early -> NpyData.tooShort(name, MEMBER, header, early));
      in.finish();
      return NpyData.array(name, header, memory);
    }
  }

  /** Whether a file is a zip file, by its first bytes; false if it cannot be read. */
  public static boolean isArchive(Path file) {
    return begins(file, start -> ZipDirectory.startsAsZip(start.getInt()));
  }

  /** Whether a file is a {@code .npy} file, by its first bytes; false if it cannot be read. */
  public static boolean isArray(Path file) {
    return begins(file, start -> ForeignFile.startsWith(start, NpyHeaderReader.MAGIC));
  }

  private static boolean begins(Path file, Predicate<ByteBuffer> test) {
    try {
      String name = file.toString();
      return NpyFile.find(file, name)
          .read(
              0,
              channel -> {
                int length = (int) Math.min(NpyHeaderReader.MAGIC.length, channel.size());
                ByteBuffer start = ZipEnd.read(channel, name, 0, length);
                return length >= Integer.BYTES && test.test(start);
              });
    } catch (IOException | FormatException e) {
      return false;
    }
  }

  /**
   * What to say to somebody who named an archive and no member of it.
   *
   * @throws FormatException if it is damaged
   */
  public static FormatException memberMissing(Path file) {
    String name = file.toString();
    MemberSearch search = new MemberSearch("");
    try {
      NpyFile.find(file, name)
          .read(
              0,
              channel -> {
                new ZipDirectory(channel, name).forEach(search::visit);
                return true;
              });
    } catch (IOException e) {
      throw IoErrors.unreadable(name, e);
    }
    return new FormatException(
        name,
        search.isEmpty()
            ? "is an archive without members; save arrays in it with numpy.savez"
            : "is an archive; name a member of it as " + name + ":MEMBER. It has " + search.list());
  }
}
