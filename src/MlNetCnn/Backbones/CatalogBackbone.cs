namespace MlNetCnn.Backbones;

/// <summary>Makes a backbone out of an entry's file, with all that the catalogue knows of it.</summary>
internal static class CatalogBackbone
{
    /// <summary>Opens the file.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="path">Its file.</param>
    /// <exception cref="MlNetCnnException"><c>BACKBONE_NOT_AS_DECLARED</c>: content or features are not those of the entry; or the
    /// network cannot be used.</exception>
    public static Backbone Open(BackboneEntry entry, string path)
    {
        var backbone = Read(entry, path);
        if (backbone.Sha256 != entry.Sha256)
        {
            throw NotAsDeclared(entry, $"the SHA-256 {entry.Sha256}", backbone.Sha256);
        }

        if (entry.FeatureCount is { } length && backbone.FeatureCount != length)
        {
            throw NotAsDeclared(entry, $"{length} features", $"{backbone.FeatureCount} at '{backbone.FeatureTensor}'");
        }

        return backbone with { Name = entry.Name, Source = entry.Url, License = entry.License, Paper = entry.Paper };
    }

    // The head that is found by itself is known by name to whoever trains the network on; a tensor alone is not.
    private static Backbone Read(BackboneEntry entry, string path)
    {
        try
        {
            var found = Backbone.FromFile(path, entry.Preprocessing, inputSize: entry.InputSize);
            return found.HeadNode is not null || entry.FeatureTensor is null || entry.FeatureTensor == found.FeatureTensor ? found : ByTensor();
        }
        catch (MlNetCnnException exception) when (exception.Code == ErrorCodes.ModelNoHead && entry.FeatureTensor is not null)
        {
            return ByTensor();
        }

        Backbone ByTensor() => Backbone.FromFile(path, entry.Preprocessing, entry.FeatureTensor, entry.InputSize);
    }

    private static MlNetCnnException NotAsDeclared(BackboneEntry entry, string expected, string received) => new(
        ErrorKind.Model, ErrorCodes.BackboneNotAsDeclared, $"the backbone '{entry.Name}' is not what the catalogue states",
        expected: expected, received: received, fix: "fetch the file again");
}
