using System.IO.Enumeration;

namespace MlNetCnn.Backbones;

/// <summary>
/// The pretrained networks that are known by name: <c>architecture.tag</c>, for example <c>resnet50-v2.onnx-zoo</c>. What is not
/// validated by its source carries the tag <c>onnx-zoo-cv</c>; see <see cref="BackboneEntry.IsValidated"/>.
/// </summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class BackboneCatalog
{
    private static readonly Lazy<BackboneCatalog> Embedded = new(CatalogFile.ReadEmbedded);

    private readonly Dictionary<string, BackboneEntry> _byName;

    /// <summary>Puts entries in natural order.</summary>
    /// <param name="entries">The entries, each name once.</param>
    /// <exception cref="MlNetCnnException"><c>CATALOG_INVALID</c>: a name comes twice.</exception>
    internal BackboneCatalog(IEnumerable<BackboneEntry> entries)
    {
        Entries = Array.AsReadOnly(entries.OrderBy(e => e.Name, NaturalOrder.Comparer).ToArray());
        Names = Array.AsReadOnly(Entries.Select(e => e.Name).ToArray());
        var twice = Entries.CountBy(e => e.Name, StringComparer.OrdinalIgnoreCase).Where(n => n.Value > 1).Select(n => n.Key).ToList();
        _byName = twice.Count == 0
            ? Entries.ToDictionary(e => e.Name, StringComparer.OrdinalIgnoreCase)
            : throw CatalogFile.Invalid($"each name once; {string.Join(", ", twice)} comes more than once");
    }

    /// <summary>The catalogue that comes with the library.</summary>
    public static BackboneCatalog Default => Embedded.Value;

    /// <summary>All entries, by name in natural order: <c>resnet34</c> before <c>resnet101</c>.</summary>
    public IReadOnlyList<BackboneEntry> Entries { get; }

    /// <summary>The names, in the order of <see cref="Entries"/>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The entries whose names match.</summary>
    /// <param name="pattern">A name in which <c>*</c> stands for any text and <c>?</c> for one character; case does not matter. A
    /// pattern with neither matches every name that begins with it.</param>
    /// <returns>The entries in natural order; empty where none matches.</returns>
    public IReadOnlyList<BackboneEntry> Find(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var expression = pattern.AsSpan().ContainsAny('*', '?') ? pattern : pattern + "*";
        return [.. Entries.Where(e => FileSystemName.MatchesSimpleExpression(expression, e.Name, ignoreCase: true))];
    }

    /// <summary>The entry of a name.</summary>
    /// <param name="name">The whole name; case does not matter.</param>
    /// <exception cref="MlNetCnnException"><c>BACKBONE_NOT_FOUND</c>: no entry is called so; the message proposes names.</exception>
    public BackboneEntry Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.GetValueOrDefault(name) ?? throw new MlNetCnnException(
            ErrorKind.Model, ErrorCodes.BackboneNotFound, $"the catalogue has no backbone '{name}'",
            expected: $"a name such as {string.Join(", ", NearestNames.Find(name, Names))}",
            fix: "check the spelling, or give the path of an ONNX file");
    }

    /// <summary>
    /// The backbone of a name, ready to use. One that is neither bundled nor in the cache is downloaded into
    /// <c>MLNETCNN_CACHE</c> or the user's cache folder, and checked against its SHA-256.
    /// </summary>
    /// <param name="name">The whole name; case does not matter.</param>
    /// <param name="progress">Told of a download, in KiB; null for nobody.</param>
    /// <param name="cancellationToken">Stops a download; what has arrived is kept and used by the next one.</param>
    /// <exception cref="MlNetCnnException">There is no such entry, or it cannot be fetched or used.</exception>
    public Task<Backbone> GetAsync(string name, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var entry = Get(name);
        return entry.IsBundled ? Task.Run(() => Backbone.Default, cancellationToken) : new BackboneStore().LoadAsync(entry, progress, cancellationToken);
    }
}
