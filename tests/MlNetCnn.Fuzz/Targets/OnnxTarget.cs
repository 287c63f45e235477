namespace MlNetCnn.Fuzz;

/// <summary>Runs the ONNX reader and the analysis of graphs before they are run; only exceptions of this library are allowed.</summary>
/// <param name="kind">The kind of mutation.</param>
internal sealed class OnnxTarget(FuzzKind kind = FuzzKind.Onnx) : IFuzzTarget
{
    public IReadOnlyList<FuzzSeed> Seeds { get; } =
    [
        new("features", kind, TinyClassifier.FeatureGraph().ToBytes()),
        new("classifier", kind, TinyClassifier.Create().Graph.ToBytes()),
    ];

    public string Feed(string path, int round)
    {
        try
        {
            OnnxGraph.Parse(File.ReadAllBytes(path), path);
            BackboneInspection.Inspect(path, featureTensor: null);
            Backbone.FromFile(path, Preprocessing.None);
            return "ok";
        }
        catch (MlNetCnnException exception)
        {
            return exception.Code;
        }
    }

    public void Dispose()
    {
    }
}
