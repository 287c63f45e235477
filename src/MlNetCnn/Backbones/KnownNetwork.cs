using System.Text.Json;

namespace MlNetCnn.Backbones;

/// <summary>
/// What is known of a network's weights without anyone saying it: the file itself tells, or a manifest beside it (<c>NAME.json</c> beside
/// <c>NAME.onnx</c>), or the catalog knows its SHA-256.
/// </summary>
/// <param name="Preprocessing">What it expects of its pixels.</param>
/// <param name="Teller">Who says so, to be put behind "as" and before "says".</param>
/// <param name="Source">Where the weights come from.</param>
/// <param name="License">Their license as an SPDX identifier.</param>
/// <param name="Paper">The address of the paper that describes the network, or null.</param>
internal sealed record KnownNetwork(Preprocessing Preprocessing, string Teller, string Source, string License, string? Paper)
{
    /// <summary>Looks a network up.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="path">Its file.</param>
    /// <param name="digest">The SHA-256 of the file.</param>
    /// <returns>Null where nobody knows it.</returns>
    /// <exception cref="MlNetCnnException"><c>MANIFEST_INVALID</c>: the manifest cannot be read, or is that of another file.</exception>
    public static KnownNetwork? Find(OnnxGraph graph, string path, string digest) =>
        BackboneMetadata.Read(graph) is { } about
            ? new KnownNetwork(about.Preprocessing, "the file itself", about.Source, about.License, about.Paper)
            : FromManifest(Path.ChangeExtension(path, ".json"), digest)
            ?? (BackboneCatalog.Default.Entries.FirstOrDefault(entry => entry.Sha256 == digest) is { } entry
                ? new KnownNetwork(entry.Preprocessing, "the catalog", entry.Url, entry.License, entry.Paper)
                : null);

    private static KnownNetwork? FromManifest(string path, string digest)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        Manifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<Manifest>(File.ReadAllText(path), CatalogFile.Options) ?? throw Invalid(path, "null");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, exception.Message.TrimEnd('.'), exception);
        }

        return manifest.Sha256.Equals(digest, StringComparison.OrdinalIgnoreCase)
            ? new KnownNetwork(manifest.Preprocessing, "its manifest", manifest.Origin, manifest.License, manifest.Paper)
            : throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ManifestInvalid, $"the manifest '{path}' is not that of the network beside it",
                expected: $"a network with the SHA-256 {manifest.Sha256}", received: digest, fix: "fetch the network again, or remove the manifest");
    }

    private static MlNetCnnException Invalid(string path, string received, Exception? inner = null) => new(
        ErrorKind.Model, ErrorCodes.ManifestInvalid, $"the manifest '{path}' cannot be read",
        expected: "a JSON object with name, origin, license, sha256 and preprocessing, and perhaps paper, input and accuracy",
        received: received, fix: "see pretrained/README.md, or remove it", innerException: inner);

    private sealed record Manifest(
        string Name, string Origin, string License, string Sha256, Preprocessing Preprocessing, string? Paper = null, string? Input = null)
    {
        /// <summary>Test accuracy of a head on frozen features, in percent by data set; for people.</summary>
        public Dictionary<string, double>? Accuracy { get; init; }
    }
}
