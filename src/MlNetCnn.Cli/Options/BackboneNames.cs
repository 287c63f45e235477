namespace MlNetCnn.Cli;

/// <summary>Names of the catalogue as they are written on a command line.</summary>
internal static class BackboneNames
{
    /// <summary>The entries that are meant, each once, in the order in which they are named.</summary>
    /// <param name="names">Names, or patterns with <c>*</c> and <c>?</c>.</param>
    /// <exception cref="MlNetCnnException">A name or pattern means nothing; the message proposes names.</exception>
    public static IReadOnlyList<BackboneEntry> Resolve(IEnumerable<string> names) => [.. names.SelectMany(Resolve).Distinct()];

    /// <summary>The entries that a pattern means; a text without <c>*</c> and <c>?</c> means all names that begin with it.</summary>
    /// <exception cref="MlNetCnnException">There is none; the message proposes names.</exception>
    public static IReadOnlyList<BackboneEntry> Search(string pattern) =>
        BackboneCatalog.Default.Find(pattern) is { Count: > 0 } found ? found : [BackboneCatalog.Default.Get(pattern)];

    private static IReadOnlyList<BackboneEntry> Resolve(string name) =>
        name.AsSpan().ContainsAny('*', '?') ? Search(name) : [BackboneCatalog.Default.Get(name)];
}
