using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetCnn.Backbones;

/// <summary>Reads a catalog from JSON and rejects incomplete entries.</summary>
internal static class CatalogFile
{
    /// <summary>The JSON options of network descriptions: no unknown, duplicate or missing members.</summary>
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new PreprocessingConverter() },
    };

    /// <summary>Reads the catalog that is embedded in the assembly.</summary>
    public static BackboneCatalog ReadEmbedded()
    {
        using var resource = typeof(CatalogFile).Assembly.GetManifestResourceStream("backbones.json")
            ?? throw new InvalidOperationException("the resource backbones.json is missing from the assembly");
        using var reader = new StreamReader(resource);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Reads a catalog.</summary>
    /// <param name="json">An object with <c>about</c> and <c>entries</c>; an entry's members are those of
    /// <see cref="BackboneEntry"/>.</param>
    /// <exception cref="MlNetCnnException"><c>CATALOG_INVALID</c>: an entry is incomplete, or a name is not unique.</exception>
    public static BackboneCatalog Parse(string json)
    {
        Content content;
        try
        {
            content = JsonSerializer.Deserialize<Content>(json, Options) ?? throw Invalid("an object; it is null");
        }
        catch (JsonException exception)
        {
            throw Invalid($"JSON with the members of an entry; {exception.Message.TrimEnd('.')}", exception);
        }

        var errors = content.Entries.Select(e => (e.Name, Error: Error(e))).Where(e => e.Error is not null).Select(e => $"{e.Name}: {e.Error}");
        return errors.FirstOrDefault() is { } error ? throw Invalid($"complete entries; {error}") : new BackboneCatalog(content.Entries);
    }

    /// <summary>Returns the error for an invalid catalog.</summary>
    public static MlNetCnnException Invalid(string expected, Exception? inner = null) => new(
        ErrorKind.Model, ErrorCodes.CatalogInvalid, "the catalog of backbones is not valid", expected: expected, innerException: inner);

    private static string? Error(BackboneEntry entry) => entry switch
    {
        _ when !IsName(entry.Name) => "the name is not of the form architecture.tag in lowercase",
        _ when entry.Sha256.Length != 64 || entry.Sha256.Any(c => !char.IsAsciiHexDigitLower(c)) => "the sha256 is not a SHA-256",
        _ when entry.Size <= 0 || entry.InputSize <= 0 || entry.Opset <= 0 || entry.FeatureCount <= 0 => "a number is not positive",
        _ when !entry.IsBundled && !new[] { entry.Url, entry.Mirror ?? entry.Url }.All(DownloadHosts.IsOrigin) =>
            "a URL is not https, or not of a known host",
        _ when entry.License.Length == 0 || !Uri.IsWellFormedUriString(entry.Paper, UriKind.Absolute) => "the license or the paper is missing",
        _ => null,
    };

    // The names become file names, so no other characters are allowed.
    private static bool IsName(string name) =>
        name.Split('.') is [{ Length: > 0 }, { Length: > 0 }] && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');

    private sealed record Content(string About, IReadOnlyList<BackboneEntry> Entries);

    private sealed class PreprocessingConverter : JsonConverter<Preprocessing>
    {
        public override Preprocessing Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Preprocessing.Parse(reader.GetString() ?? throw new JsonException("preprocessing is null"));

        public override void Write(Utf8JsonWriter writer, Preprocessing value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
