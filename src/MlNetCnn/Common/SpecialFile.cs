using System.Formats.Tar;

namespace MlNetCnn;

/// <summary>Tells FIFOs, sockets and devices from files, without opening them: reading one may never begin, or never end.</summary>
internal static class SpecialFile
{
    /// <summary>What such a path is, for messages.</summary>
    public const string Word = "a FIFO, a socket or a device, no regular file";

    /// <summary>Whether the path is one of them; not so where nothing is there.</summary>
    /// <param name="path">The path; links are followed.</param>
    public static bool Is(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is not null)
            {
                file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
            }

            // All of them say that they have no bytes.
            return !OperatingSystem.IsWindows() && file is { Exists: true, Length: 0 } && !IsRegular(file.FullName);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Whoever opens it says what is wrong.
            return false;
        }
    }

    /// <summary>.NET tells a file's type nowhere but in the headers of its archives, which it makes from the directory entry alone.</summary>
    private static bool IsRegular(string path)
    {
        using var archive = new MemoryStream();
        try
        {
            using var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true);
            writer.WriteEntry(path, "entry");
        }
        catch (Exception error) when (error is IOException and not FileNotFoundException or ArgumentException)
        {
            // A socket has no place in an archive.
            return false;
        }

        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry()?.EntryType == TarEntryType.RegularFile;
    }
}
