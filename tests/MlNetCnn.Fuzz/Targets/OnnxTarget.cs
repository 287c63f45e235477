namespace MlNetCnn.Fuzz;

/// <summary>The ONNX reader and all that looks at a graph before it is run: only errors of ours may come out.</summary>
internal sealed class OnnxTarget : IFuzzTarget
{
    public IReadOnlyList<FuzzSeed> Seeds { get; } =
    [
        new("features", FuzzKind.Onnx, TinyClassifier.FeatureGraph().ToBytes()),
        new("classifier", FuzzKind.Onnx, TinyClassifier.Create().Graph.ToBytes()),
    ];

    public string Feed(string path, int round)
    {
        try
        {
            OnnxGraph.Parse(File.ReadAllBytes(path), path);
            BackboneInspection.Inspect(path, featuresAt: null);
            return "ok";
        }
        catch (MlNetCnnException error)
        {
            return error.Code;
        }
    }

    public void Dispose()
    {
    }
}
