namespace MlNetCnn.Backbones;

/// <summary>What a backbone's own file says of its weights, so that nobody has to know it.</summary>
/// <param name="Name">What the network is called.</param>
/// <param name="Preprocessing">What it expects of its pixels.</param>
/// <param name="Source">Where the weights come from.</param>
/// <param name="SourceSha256">The SHA-256 of the file that they come from.</param>
/// <param name="License">The license of the weights as an SPDX identifier.</param>
/// <param name="Paper">The address of the paper that describes the network.</param>
internal sealed record BackboneMetadata(string Name, Preprocessing Preprocessing, string Source, string SourceSha256, string License, string Paper)
{
    private const string Prefix = "mlnetcnn.network.";

    /// <summary>Writes it.</summary>
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

    /// <summary>Reads it.</summary>
    /// <param name="graph">The network.</param>
    /// <returns>Null where the file says nothing of the kind, or not all of it.</returns>
    public static BackboneMetadata? Read(OnnxGraph graph)
    {
        return Get("name") is { } name && Get("preprocessing") is { } preprocessing && Get("source") is { } source && Get("source.sha256") is { } digest
            && Get("license") is { } license && Get("paper") is { } paper
                ? new BackboneMetadata(name, Preprocessing.Parse(preprocessing), source, digest, license, paper)
                : null;

        string? Get(string key) => graph.GetMetadata(Prefix + key);
    }
}
