using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Models;

/// <summary>Writes an ML.NET <c>.zip</c> so that a failure loses nothing, and reads the graph in one without running any code in it.</summary>
public static class ModelPackage
{
    // Weights hardly compress; an entry that grows a hundredfold is malicious or damaged.
    private const int MaxCompression = 100;

    // The earliest time that a zip entry can have, so that the same model gives the same bytes.
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Saves an ML.NET model: it is written next to the target, flushed, read back, then renamed over the target. A failed save leaves the
    /// old file intact. The same model gives the same bytes.
    /// </summary>
    /// <param name="model">The model; anything that ML.NET can save.</param>
    /// <param name="inputSchema">The schema of its input, or null if it has columns that ML.NET cannot store, such as images.</param>
    /// <param name="path">The <c>.zip</c> to write.</param>
    /// <exception cref="MlNetCnnException">The file cannot be written.</exception>
    public static void Save(ITransformer model, DataViewSchema? inputSchema, string path) => Save(model, inputSchema, path, disk: null);

    /// <summary>Saves a model like the public overload, with a wrapper around the stream of the file.</summary>
    internal static void Save(ITransformer model, DataViewSchema? inputSchema, string path, Func<Stream, Stream>? disk)
    {
        ArgumentNullException.ThrowIfNull(model);
        Write(path, stream => new MLContext().Model.Save(model, inputSchema, stream), disk);
    }

    /// <summary>Saves a model with a loader; <c>Model.Load</c> then returns its columns as the input schema, even those that ML.NET cannot store.</summary>
    internal static void Save(ITransformer model, IDataLoader<IMultiStreamSource> loader, string path) =>
        Write(path, stream => new MLContext().Model.Save(model, loader, stream), disk: null);

    /// <summary>Reads the bytes of the ONNX graph in a package, and checks every other entry too, because a plain ML.NET application reads them all.</summary>
    /// <exception cref="MlNetCnnException">The file is missing, not a zip, damaged, or has no graph.</exception>
    internal static byte[] ReadGraph(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            if (SpecialFile.Exists(path))
            {
                throw OnnxFile.NoFile(path);
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 12);
            return ReadGraph(stream, path, cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNotFound, $"there is no file '{path}'", received: Directory.Exists(path) ? "a folder" : null,
                fix: "check the path of the model", innerException: exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.ModelNotReadable, $"cannot read '{path}': {exception.Message.TrimEnd('.')}",
                fix: "check the permissions of the file", innerException: exception);
        }
    }

    /// <summary>Reads the graph in a package in memory, with the same checks.</summary>
    /// <param name="content">The bytes of the package.</param>
    /// <param name="name">The name of the package in messages.</param>
    /// <exception cref="MlNetCnnException">The bytes are not a zip, damaged, or have no graph.</exception>
    internal static byte[] ReadGraph(ArraySegment<byte> content, string name)
    {
        using var stream = new MemoryStream(content.Array!, content.Offset, content.Count, writable: false);
        return ReadGraph(stream, name, CancellationToken.None);
    }

    private static byte[] ReadGraph(Stream zip, string name, CancellationToken cancellationToken)
    {
        try
        {
            using var archive = new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true);
            CheckSizes(archive, name);
            ZipDirectory.RequireApart(zip);
            var graph = new PackageEntries(archive, name).Graph;
            foreach (var entry in archive.Entries.Where(entry => entry != graph))
            {
                ZipContent.Check(entry, cancellationToken);
            }

            // ML.NET writes a byte array as its length, then the bytes.
            Span<byte> prefix = stackalloc byte[sizeof(int)];
            var bytes = ZipContent.Read(graph, prefix, cancellationToken);
            var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
            return length == bytes.Length
                ? bytes
                : throw new InvalidDataException($"the length of the graph is stated as {length}, but the entry has {bytes.Length} bytes");
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNotZip, $"'{name}' is not a complete ML.NET .zip",
                expected: "a package that MlNetCnn wrote", received: exception.Message.TrimEnd('.'),
                fix: "download or train the model again", innerException: exception);
        }
    }

    private static void Write(string path, Action<Stream> save, Func<Stream, Stream>? disk)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var written = new MemoryStream();
        save(written);
        AtomicFile.Write(path, stream => CopyWithFixedTimes(written, stream), Verify, disk);
    }

    private static void CheckSizes(ZipArchive archive, string name)
    {
        var total = 0L;
        foreach (var entry in archive.Entries)
        {
            total += entry.Length;
            if (total > OnnxLimits.MaximumBytes || entry.Length > (entry.CompressedLength * MaxCompression) + (1 << 20))
            {
                throw new MlNetCnnException(
                    ErrorKind.Model, ErrorCodes.ModelTooLarge,
                    $"the entry '{entry.FullName}' in '{name}' unpacks to {entry.Length} bytes from {entry.CompressedLength}",
                    expected: "at most 2 GiB in total, and at most a hundredfold", received: $"{total} bytes up to this entry",
                    fix: "do not use this file unless you know where it comes from");
            }
        }
    }

    private static void CopyWithFixedTimes(Stream source, Stream target)
    {
        using var from = new ZipArchive(source, ZipArchiveMode.Read, leaveOpen: true);
        using var to = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var entry in from.Entries)
        {
            var copy = to.CreateEntry(entry.FullName, CompressionLevel.Optimal);
            copy.LastWriteTime = EntryTime;
            using var read = entry.Open();
            using var write = copy.Open();
            read.CopyTo(write);
        }
    }

    private static void Verify(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        foreach (var entry in archive.Entries)
        {
            ZipContent.Check(entry);
        }
    }
}
