using System.Text.Json;

namespace MlNetCnn.Backbones;

/// <summary>
/// What is known about a network's weights without user input: from the file itself, from a manifest next to it (<c>NAME.json</c> for
/// <c>NAME.onnx</c>), or from the catalog, by its SHA-256.
/// </summary>
/// <param name="Preprocessing">The preprocessing of pixels that it expects.</param>
/// <param name="Teller">The source of the description, to be placed between "as" and "says".</param>
/// <param name="Source">The origin of the weights.</param>
/// <param name="License">Their license as an SPDX identifier.</param>
/// <param name="Paper">The URL of the paper that describes the network, or null.</param>
internal sealed record KnownNetwork(Preprocessing Preprocessing, string Teller, string Source, string License, string? Paper)
{
    /// <summary>Finds the description of a network.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="path">Its file.</param>
    /// <param name="digest">The SHA-256 of the file.</param>
    /// <returns>The description; null if there is none.</returns>
    /// <exception cref="MlNetCnnException"><c>MANIFEST_INVALID</c>: the manifest cannot be read, or belongs to another file.</exception>
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
                ErrorKind.Model, ErrorCodes.ManifestInvalid, $"the manifest '{path}' does not match the network next to it",
                expected: $"a network with the SHA-256 {manifest.Sha256}", received: digest, fix: "download the network again, or remove the manifest");
    }

    private static MlNetCnnException Invalid(string path, string received, Exception? inner = null) => new(
        ErrorKind.Model, ErrorCodes.ManifestInvalid, $"the manifest '{path}' cannot be read",
        expected: "a JSON object with name, origin, license, sha256 and preprocessing, and optionally paper, input and accuracy",
        received: received, fix: "see pretrained/README.md, or remove the manifest", innerException: inner);

    private sealed record Manifest(
        string Name, string Origin, string License, string Sha256, Preprocessing Preprocessing, string? Paper = null, string? Input = null)
    {
        /// <summary>The test accuracy of a head on frozen features, in percent by dataset; for information only.</summary>
        public Dictionary<string, double>? Accuracy { get; init; }
    }
}
