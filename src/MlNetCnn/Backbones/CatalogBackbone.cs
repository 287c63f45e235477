namespace MlNetCnn.Backbones;

/// <summary>Creates a backbone from an entry's file, with the catalog's description of it.</summary>
internal static class CatalogBackbone
{
    /// <summary>Opens the file.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="path">Its file.</param>
    /// <exception cref="MlNetCnnException"><c>BACKBONE_NOT_AS_DECLARED</c>: the content or the features are not those of the entry; or the
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

    // Fine-tuning knows the name of a head that is found automatically; a tensor name alone does not tell it.
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
        ErrorKind.Model, ErrorCodes.BackboneNotAsDeclared, $"the backbone '{entry.Name}' does not match its catalog entry",
        expected: expected, received: received, fix: "download the file again");
}
