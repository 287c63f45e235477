using System.Security.Cryptography;

namespace MlNetCnn.Datasets;

/// <summary>
/// Finds images whose files are identical byte for byte. A file is read completely only if another one has the same length and the same bytes
/// in its middle, so that a dataset without copies costs one short read per file.
/// </summary>
internal static class EqualFiles
{
    private const int SampleBytes = 64;

    /// <summary>Groups identical files.</summary>
    /// <param name="images">The images; those whose file cannot be read are not counted.</param>
    /// <returns>Groups of two or more, by index, in the order of their first members.</returns>
    public static IReadOnlyList<int[]> Find(IReadOnlyList<LabeledImage> images)
    {
        var samples = Read(images, Enumerable.Range(0, images.Count).GroupBy(index => Length(images[index].Path)).Where(same => same.Key > 0), Sample);
        var contents = Read(images, Enumerable.Range(0, images.Count).GroupBy(index => samples[index]).Where(same => same.Key != default), Content);
        return DisjointSets.OfEqual(contents);
    }

    private static ContentHash[] Read<T>(IReadOnlyList<LabeledImage> images, IEnumerable<IGrouping<T, int>> alike, Func<FileStream, ContentHash> read)
    {
        var hashes = new ContentHash[images.Count];
        Parallel.ForEach(alike.Where(same => same.Skip(1).Any()).SelectMany(same => same), index =>
        {
            try
            {
                using var stream = new FileStream(images[index].Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                hashes[index] = read(stream);
            }
            catch (Exception exception) when (IsUnreadable(exception))
            {
                // The decoder reports why it cannot be read.
            }
        });
        return hashes;
    }

    // The middle, because many images share headers and padding at their ends.
    private static ContentHash Sample(FileStream stream)
    {
        Span<byte> sample = stackalloc byte[SampleBytes + sizeof(long)];
        var read = RandomAccess.Read(stream.SafeFileHandle, sample[..SampleBytes], stream.Length / 2);
        BitConverter.TryWriteBytes(sample[read..], stream.Length);
        return ContentHash.Of(sample[..(read + sizeof(long))]);
    }

    private static ContentHash Content(FileStream stream) => ContentHash.Read(SHA256.HashData(stream));

    // A special file has length 0; opening it could block forever.
    private static long Length(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return 0;
        }
    }

    private static bool IsUnreadable(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
