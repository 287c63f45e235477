using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MlNetCnn.Features;

/// <summary>
/// Caches extracted features on disk, keyed by the content of the image file, the backbone and everything else that affects them,
/// so that a second run only computes new images. Bounded; every record has a checksum; safe to delete at any time.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class FeatureCache
{
    // Incremented when the decoder or the record format changes the meaning of a cached value.
    private const int Version = 1;

    /// <summary>Creates a cache.</summary>
    /// <param name="folder">The folder for the features, created when first needed; or null for <c>features</c> in the folder that
    /// <c>MLNETCNN_CACHE</c> names or else in the user's cache: <c>mlnetcnn</c> in the local application data on Windows, in
    /// <c>XDG_CACHE_HOME</c> or <c>~/.cache</c> elsewhere.</param>
    /// <param name="maxBytes">The maximum size of the folder, in bytes; the least recently used features are deleted first.</param>
    /// <exception cref="MlNetCnnException"><c>CACHE_NO_HOME</c>: no folder was specified and there is no default.</exception>
    public FeatureCache(string? folder = null, long maxBytes = 2L * 1024 * 1024 * 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        if (folder is not null)
        {
            ArgumentException.ThrowIfNullOrEmpty(folder);
        }

        Folder = folder ?? Path.Combine(CacheDirectory.Find(), "features");
        MaxBytes = maxBytes;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The maximum size of the folder, in bytes.</summary>
    /// <value>2 GiB.</value>
    public long MaxBytes { get; }

    /// <summary>Creates the folder if it is missing and checks that files can be written to it; leaves nothing else there.</summary>
    /// <exception cref="MlNetCnnException"><c>CACHE_NOT_USABLE</c>: the folder cannot be used.</exception>
    public void EnsureUsable()
    {
        try
        {
            Directory.CreateDirectory(Folder);
            DiskErrors.RequireWritable(Folder);
        }
        catch (Exception exception) when (DiskErrors.Include(exception))
        {
            throw NotUsable(exception);
        }
    }

    /// <summary>Opens the file for one backbone and one set of options for reading images.</summary>
    /// <exception cref="MlNetCnnException">The folder cannot be used.</exception>
    internal FeatureCacheFile Open(Backbone backbone, FeatureExtractorOptions options)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Key(backbone, options)));
        var path = Path.Combine(Folder, $"{Convert.ToHexStringLower(hash.AsSpan(0, 16))}.features");
        try
        {
            Directory.CreateDirectory(Folder);
            MakeRoom(path);
            return new FeatureCacheFile(path, hash, backbone.FeatureCount, MaxBytes);
        }
        catch (Exception exception) when (DiskErrors.Include(exception))
        {
            throw NotUsable(exception);
        }
    }

    /// <summary>Returns what the features of one cache file have in common; its hash is the name of the file.</summary>
    internal static string Key(Backbone backbone, FeatureExtractorOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Version}|{backbone.Sha256}|{backbone.FeatureTensor}|{backbone.Preprocessing}|{backbone.InputWidth}x{backbone.InputHeight}"
        + $"|{options.Resize}|{ResizeFactor.Text(options.ResizeFactor)}|{options.Decoder.Key}");

    private MlNetCnnException NotUsable(Exception exception) => new(
        ErrorKind.Environment, ErrorCodes.CacheNotUsable, $"the feature cache in '{Folder}' cannot be used: {exception.Message.TrimEnd('.')}",
        fix: "choose another folder, or disable the cache", innerException: exception);

    /// <summary>Deletes the least recently used files, other than the one about to be used, until the folder is within its bound.</summary>
    private void MakeRoom(string kept)
    {
        var files = new DirectoryInfo(Folder).GetFiles("*.features").OrderBy(file => file.LastWriteTimeUtc).ToArray();
        var total = files.Sum(file => file.Length);
        foreach (var file in files.Where(file => file.FullName != Path.GetFullPath(kept)))
        {
            if (total <= MaxBytes)
            {
                return;
            }

            total -= file.Length;
            file.Delete();
        }
    }
}
