namespace MlNetCnn.Backbones;

/// <summary>The description of the weights in a backbone's own file.</summary>
/// <param name="Name">The name of the network.</param>
/// <param name="Preprocessing">The preprocessing of pixels that it expects.</param>
/// <param name="Source">The origin of the weights.</param>
/// <param name="SourceSha256">The SHA-256 of the file that contained the original weights.</param>
/// <param name="License">The license of the weights as an SPDX identifier.</param>
/// <param name="Paper">The URL of the paper that describes the network.</param>
internal sealed record BackboneMetadata(string Name, Preprocessing Preprocessing, string Source, string SourceSha256, string License, string Paper)
{
    private const string Prefix = "mlnetcnn.network.";

    /// <summary>Writes the description to a network.</summary>
    /// <param name="graph">The network; changed in place.</param>
    public void Write(OnnxGraph graph)
    {
        graph.SetMetadata(Prefix + "name", Name);
        graph.SetMetadata(Prefix + "preprocessing", Preprocessing.ToString());
        graph.SetMetadata(Prefix + "source", Source);
        graph.SetMetadata(Prefix + "source.sha256", SourceSha256);
        graph.SetMetadata(Prefix + "license", License);
        graph.SetMetadata(Prefix + "paper", Paper);
    }

    /// <summary>Reads the description of a network.</summary>
    /// <param name="graph">The network.</param>
    /// <returns>The description; null if the file has none or an incomplete one.</returns>
    public static BackboneMetadata? Read(OnnxGraph graph)
    {
        return Get("name") is { } name && Get("preprocessing") is { } preprocessing && Get("source") is { } source && Get("source.sha256") is { } digest
            && Get("license") is { } license && Get("paper") is { } paper
                ? new BackboneMetadata(name, Preprocessing.Parse(preprocessing), source, digest, license, paper)
                : null;

        string? Get(string key) => graph.GetMetadata(Prefix + key);
    }
}
