using System.IO.Enumeration;

namespace MlNetCnn.Backbones;

/// <summary>
/// The pretrained networks that are known by name: <c>architecture.tag</c>, for example <c>resnet50-v2.onnx-zoo</c>. Networks that their
/// source does not validate have the tag <c>onnx-zoo-cv</c>; see <see cref="BackboneEntry.IsValidated"/>.
/// </summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class BackboneCatalog
{
    private static readonly Lazy<BackboneCatalog> Embedded = new(CatalogFile.ReadEmbedded);

    private readonly Dictionary<string, BackboneEntry> _byName;

    /// <summary>Creates a catalog of entries in natural order.</summary>
    /// <param name="entries">The entries, with unique names.</param>
    /// <exception cref="MlNetCnnException"><c>CATALOG_INVALID</c>: a name is not unique.</exception>
    internal BackboneCatalog(IEnumerable<BackboneEntry> entries)
    {
        Entries = Array.AsReadOnly(entries.OrderBy(e => e.Name, NaturalOrder.Comparer).ToArray());
        Names = Array.AsReadOnly(Entries.Select(e => e.Name).ToArray());
        var twice = Entries.CountBy(e => e.Name, StringComparer.OrdinalIgnoreCase).Where(n => n.Value > 1).Select(n => n.Key).ToList();
        _byName = twice.Count == 0
            ? Entries.ToDictionary(e => e.Name, StringComparer.OrdinalIgnoreCase)
            : throw CatalogFile.Invalid($"unique names; {string.Join(", ", twice)} occurs more than once");
    }

    /// <summary>The catalog that is part of the library.</summary>
    public static BackboneCatalog Default => Embedded.Value;

    /// <summary>All entries, by name in natural order: <c>resnet34</c> before <c>resnet101</c>.</summary>
    public IReadOnlyList<BackboneEntry> Entries { get; }

    /// <summary>The names, in the order of <see cref="Entries"/>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Returns the entries whose names match.</summary>
    /// <param name="pattern">A name in which <c>*</c> matches any text and <c>?</c> one character; case-insensitive. A
    /// pattern with neither matches every name that starts with it.</param>
    /// <returns>The entries in natural order; empty if none matches.</returns>
    public IReadOnlyList<BackboneEntry> Find(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var expression = pattern.AsSpan().ContainsAny('*', '?') ? pattern : pattern + "*";
        return [.. Entries.Where(e => FileSystemName.MatchesSimpleExpression(expression, e.Name, ignoreCase: true))];
    }

    /// <summary>Returns the entry with a name.</summary>
    /// <param name="name">The full name; case-insensitive.</param>
    /// <exception cref="MlNetCnnException"><c>BACKBONE_NOT_FOUND</c>: no entry has this name; the message suggests names.</exception>
    public BackboneEntry Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.GetValueOrDefault(name) ?? throw new MlNetCnnException(
            ErrorKind.Model, ErrorCodes.BackboneNotFound, $"the catalog has no backbone '{name}'",
            expected: $"a name such as {string.Join(", ", NearestNames.Find(name, Names))}",
            fix: "check the spelling, or specify the path of an ONNX file");
    }

    /// <summary>
    /// Returns the backbone with a name, ready to use. One that is neither bundled nor cached is downloaded into
    /// <c>MLNETCNN_CACHE</c> or the user's cache folder, and checked against its SHA-256.
    /// </summary>
    /// <param name="name">The full name; case-insensitive.</param>
    /// <param name="progress">Receives the progress of a download, in KiB; may be null.</param>
    /// <param name="cancellationToken">Cancels a download; the received bytes are kept and the next download resumes after them.</param>
    /// <exception cref="MlNetCnnException">The entry does not exist, or it cannot be downloaded or used.</exception>
    public Task<Backbone> GetAsync(string name, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var entry = Get(name);
        return entry.IsBundled ? Task.Run(() => Backbone.Default, cancellationToken) : new BackboneStore().LoadAsync(entry, progress, cancellationToken);
    }
}
