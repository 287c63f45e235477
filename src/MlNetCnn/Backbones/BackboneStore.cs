using System.Security.Cryptography;

namespace MlNetCnn.Backbones;

/// <summary>
/// The folder of downloaded backbones, one file <c>NAME.onnx</c> each. Any number of processes can use the same folder at the
/// same time: a file is downloaded once, and gets its name only when it is complete and its SHA-256 is correct.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class BackboneStore
{
    private readonly BackboneStoreOptions _options;

    /// <summary>Opens a folder; it is created when the first file is downloaded.</summary>
    /// <param name="folder">The folder, or null for <c>backbones</c> in the folder that <c>MLNETCNN_CACHE</c> names or else in the user's
    /// cache: <c>mlnetcnn</c> in the local application data on Windows, in <c>XDG_CACHE_HOME</c> or <c>~/.cache</c> elsewhere.</param>
    /// <param name="options">Options for downloads; null for the defaults.</param>
    /// <exception cref="MlNetCnnException"><c>CACHE_NO_HOME</c>: no folder was specified and there is no default; or an option is out of
    /// range.</exception>
    public BackboneStore(string? folder = null, BackboneStoreOptions? options = null)
    {
        _options = options ?? new BackboneStoreOptions();
        _options.Validate();
        Folder = folder is null ? Path.Combine(CacheDirectory.Find(), "backbones") : Path.GetFullPath(folder);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Returns the path of the file of an entry, whether or not it exists.</summary>
    /// <param name="entry">The entry.</param>
    public string PathOf(BackboneEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Path.Combine(Folder, $"{entry.Name}.onnx");
    }

    /// <summary>Whether a file of the right size exists; its content is not read.</summary>
    /// <param name="entry">The entry.</param>
    public bool Contains(BackboneEntry entry) => new FileInfo(PathOf(entry)) is { Exists: true } file && file.Length == entry.Size;

    /// <summary>Reads the whole file and compares its SHA-256.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="MlNetCnnException"><c>CACHE_NOT_READABLE</c>: the file exists but cannot be read.</exception>
    public async Task<BackboneFileState> VerifyAsync(BackboneEntry entry, CancellationToken cancellationToken = default)
    {
        var path = PathOf(entry);
        try
        {
            await using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
            return file.Length == entry.Size && Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) == entry.Sha256
                ? BackboneFileState.Valid
                : BackboneFileState.Corrupt;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return BackboneFileState.Missing;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.CacheNotReadable, $"'{path}' cannot be read: {exception.Message.TrimEnd('.')}",
                fix: $"check its permissions, or set {CacheDirectory.Variable} to another folder", innerException: exception);
        }
    }

    /// <summary>
    /// Makes sure that the file of an entry exists: downloads it, or resumes an interrupted download, unless it already exists.
    /// A bundled entry is written from the library.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="progress">Receives the progress of the download, in KiB; may be null.</param>
    /// <param name="cancellationToken">Cancels the download; the received bytes are kept and the next call resumes after them.</param>
    /// <returns>The path of the file, checked against its SHA-256.</returns>
    /// <exception cref="MlNetCnnException">Of kind <see cref="ErrorKind.Environment"/>: <c>BACKBONE_OFFLINE</c>,
    /// <c>CACHE_NOT_WRITABLE</c>, or a code that begins with <c>DOWNLOAD_</c>. The message describes how to place the file
    /// manually.</exception>
    public async Task<string> DownloadAsync(
        BackboneEntry entry, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var path = PathOf(entry);
        var state = await VerifyAsync(entry, cancellationToken);
        if (state == BackboneFileState.Valid)
        {
            return path;
        }

        if (entry.IsBundled)
        {
            AtomicFile.Write(path, stream => stream.Write(DefaultBackbone.ReadBytes()));
            return path;
        }

        if (_options.Offline)
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.BackboneOffline, $"the backbone '{entry.Name}' is not in the cache, and downloads are disabled",
                expected: $"the file '{path}' with the SHA-256 {entry.Sha256}",
                received: state == BackboneFileState.Corrupt ? "a file with different content" : null,
                fix: DownloadErrors.ByHand(entry, path));
        }

        using var fileLock = await FileLock.TakeAsync(path + ".lock", _options.TimeProvider, cancellationToken);

        // The process that held the lock before may have downloaded it.
        if (await VerifyAsync(entry, cancellationToken) != BackboneFileState.Valid)
        {
            await new FileDownload(entry, path, _options, progress).RunAsync(cancellationToken);
        }

        return path;
    }

    /// <summary>Loads the backbone of an entry, ready to use; downloads it first if necessary.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="progress">Receives the progress of a download, in KiB; may be null.</param>
    /// <param name="cancellationToken">Cancels a download.</param>
    /// <exception cref="MlNetCnnException">As for <see cref="DownloadAsync"/> and <see cref="Backbone.FromFile"/>;
    /// <c>BACKBONE_NOT_AS_DECLARED</c>: the network has other features than the catalog states.</exception>
    public async Task<Backbone> LoadAsync(
        BackboneEntry entry, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var path = await DownloadAsync(entry, progress, cancellationToken);
        return await Task.Run(() => CatalogBackbone.Open(entry, path), cancellationToken);
    }
}
