namespace MlNetCnn.Testing;

/// <summary>What a client asked for.</summary>
internal sealed record CatalogRequest(string Line, IReadOnlyDictionary<string, string> Headers)
{
    public string Host => Headers["Host"];

    public string? Range => Headers.GetValueOrDefault("Range");

    public string? IfRange => Headers.GetValueOrDefault("If-Range");

    /// <summary>Where the asked range begins; 0 where the whole file is asked for.</summary>
    public int Offset => Range is { } range ? int.Parse(range["bytes=".Length..^1]) : 0;
}
