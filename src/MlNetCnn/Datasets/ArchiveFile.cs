namespace MlNetCnn.Datasets;

/// <summary>Detects archives. They are rejected with their own error, because a dataset is never unpacked.</summary>
internal static class ArchiveFile
{
    private const int TarMagicAt = 257;

    private static readonly string[] Extensions =
        [".zip", ".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".zst", ".tzst", ".7z", ".rar", ".lz4", ".z", ".jar", ".cab", ".iso"];

    /// <summary>Rejects archives, by name or by their first bytes, and special files such as pipes. Anything else passes, including missing files.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MlNetCnnException">The path is an archive or a special file.</exception>
    public static void Refuse(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        if (SpecialFile.Exists(path))
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataNotAListing, $"'{path}' is {SpecialFile.Word}",
                expected: "a folder of class folders, or a .csv or .tsv file", fix: "write its content to a file first");
        }

        var extension = Path.GetExtension(path).ToLowerInvariant();
        if ((Array.Exists(Extensions, known => known == extension) ? extension : Sniff(path)) is { } kind)
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataIsArchive, $"'{path}' is an archive",
                expected: "a folder of class folders, or a .csv or .tsv file", received: $"a {kind} file",
                fix: "unpack it first, then pass the folder; archives are never opened, so nothing in them can do harm");
        }
    }

    private static string? Sniff(string path)
    {
        Span<byte> head = stackalloc byte[TarMagicAt + 5];
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The code that opens the file next reports why it cannot be read.
            return null;
        }

        return head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8) ? ".zip"
            : head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? ".gz"
            : head.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) ? ".7z"
            : head.StartsWith("Rar!\u001A"u8) ? ".rar"
            : head.Length > 9 && head.StartsWith("BZh"u8) && head[4..].StartsWith("1AY&SY"u8) ? ".bz2"
            : head.StartsWith((ReadOnlySpan<byte>)[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) ? ".xz"
            : head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) ? ".zst"
            : head.Length == TarMagicAt + 5 && head[TarMagicAt..].SequenceEqual("ustar"u8) ? ".tar"
            : null;
    }
}
