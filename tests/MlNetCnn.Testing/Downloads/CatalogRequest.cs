namespace MlNetCnn.Testing;

/// <summary>A request of a client.</summary>
internal sealed record CatalogRequest(string Line, IReadOnlyDictionary<string, string> Headers)
{
    public string Host => Headers["Host"];

    public string? Range => Headers.GetValueOrDefault("Range");

    public string? IfRange => Headers.GetValueOrDefault("If-Range");

    /// <summary>The start of the requested range; 0 if the whole file is requested.</summary>
    public int Offset => Range is { } range ? int.Parse(range["bytes=".Length..^1]) : 0;
}
