namespace MlNetCnn.Fuzz;

/// <summary>The ONNX reader and all that looks at a graph before it is run: only errors of ours may come out.</summary>
/// <param name="kind">How models are changed.</param>
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
