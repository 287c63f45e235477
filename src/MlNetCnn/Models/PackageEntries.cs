using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MlNetCnn.Models;

/// <summary>
/// Reads the entries of a package as ML.NET's loader does: a chain has numbered folders for its steps, each with an
/// entry <c>Model.key</c> that identifies it; a data loader may precede the chain. So this reads exactly the steps that a plain ML.NET application runs.
/// </summary>
internal sealed class PackageEntries
{
    private const string Root = "TransformerChain";
    private const string KeyEntry = "Model.key";
    private const string ChainStep = "TransformerChain";
    private const string OnnxStep = "OnnxTransform";
    private const string Loader = "Loader";
    private const string LoaderStep = "CompositeLoader";
    private const int MaxDepth = 8;
    private const int MaxSteps = 1000;

    // The header of Model.key: where the bytes of the model start, and the name of their reader.
    private const int ModelStartAt = 0x10;
    private const int ReaderNameAt = 0x50;
    private const int ReaderNameBytes = 24;

    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _steps = new(StringComparer.Ordinal);
    private readonly List<ZipArchiveEntry> _graphs = [];

    /// <summary>Reads a package.</summary>
    /// <param name="archive">The package; the sizes of its entries are already checked.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_ENTRIES</c>: two entries have the same name, or an entry belongs to no step;
    /// <c>MODEL_NO_GRAPH</c>: no step or several steps run a network.</exception>
    /// <exception cref="InvalidDataException">An entry is damaged.</exception>
    public PackageEntries(ZipArchive archive, string path)
    {
        foreach (var entry in archive.Entries)
        {
            if (!_entries.TryAdd(Name(entry), entry))
            {
                throw Wrong(path, $"two entries '{entry.FullName}', one read by ML.NET and the other by other programs");
            }
        }

        Visit(Root, depth: 0);
        if (_entries.TryGetValue(KeyEntry, out var key) && ReaderName(key, ZipContent.Read(key, [])) == LoaderStep)
        {
            _keys.Add(KeyEntry);
            Visit(Loader, depth: 0);
        }

        Graph = _graphs is [var only] ? only : throw new MlNetCnnException(
            ErrorKind.Model, ErrorCodes.ModelNoGraph, $"'{path}' is a zip, but {(_graphs.Count == 0 ? "contains no ONNX graph" : "runs several ONNX graphs")}",
            expected: "a package that MlNetCnn wrote", received: $"{_graphs.Count} graphs in {archive.Entries.Count} entries");
        foreach (var entry in archive.Entries)
        {
            if (!IsKnown(Name(entry)))
            {
                throw Wrong(path, $"the entry '{entry.FullName}', which belongs to no step of the model");
            }
        }
    }

    /// <summary>The entry of the network that ML.NET runs.</summary>
    public ZipArchiveEntry Graph { get; }

    private static string Name(ZipArchiveEntry entry) => entry.FullName.Replace('\\', '/');

    private static MlNetCnnException Wrong(string path, string received) => new(
        ErrorKind.Model, ErrorCodes.ModelEntries, $"'{path}' contains entries that do not belong to a model",
        expected: "the entries that ML.NET writes and reads, each once", received: received,
        fix: "do not use this file unless you know where it comes from; download or train the model again");

    private void Visit(string folder, int depth)
    {
        if (depth > MaxDepth || !_entries.TryGetValue($"{folder}/{KeyEntry}", out var entry))
        {
            return;
        }

        var key = ZipContent.Read(entry, []);
        switch (ReaderName(entry, key))
        {
            case LoaderStep:
                _keys.Add($"{folder}/{KeyEntry}");
                Visit($"{folder}/{Loader}", depth + 1);
                Visit($"{folder}/{ChainStep}", depth + 1);
                break;
            case ChainStep:
                _keys.Add($"{folder}/{KeyEntry}");
                for (var i = 0; i < StepCount(entry, key); i++)
                {
                    Visit($"{folder}/Transform_{i:000}", depth + 1);
                }

                break;
            case OnnxStep when _entries.TryGetValue($"{folder}/OnnxModel", out var graph):
                _steps.Add(folder);
                _graphs.Add(graph);
                break;
            default:
                _steps.Add(folder);
                break;
        }
    }

    private static string ReaderName(ZipArchiveEntry entry, byte[] key) => key.Length >= ReaderNameAt + ReaderNameBytes
        ? Encoding.ASCII.GetString(key, ReaderNameAt, ReaderNameBytes).TrimEnd('\0')
        : throw new InvalidDataException($"the entry '{entry.FullName}' is too short");

    private static int StepCount(ZipArchiveEntry entry, byte[] key)
    {
        var start = BinaryPrimitives.ReadInt64LittleEndian(key.AsSpan(ModelStartAt));
        var count = start >= 0 && start <= key.Length - sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(key.AsSpan((int)start)) : -1;
        return count is >= 0 and <= MaxSteps ? count : throw new InvalidDataException($"the entry '{entry.FullName}' does not list any steps");
    }

    private bool IsKnown(string name)
    {
        // Folders have separate entries if the package was packed again by another program.
        if (name is "Schema" || name.StartsWith("TrainingInfo/", StringComparison.Ordinal) || name.EndsWith('/') || _keys.Contains(name))
        {
            return true;
        }

        for (var end = name.LastIndexOf('/'); end > 0; end = name.LastIndexOf('/', end - 1))
        {
            if (_steps.Contains(name[..end]))
            {
                return true;
            }
        }

        return false;
    }
}
