namespace MlNetCnn.Testing;

/// <summary>Provides the default backbone as files.</summary>
internal static class TestBackbones
{
    private static readonly Lazy<TemporaryFolder> Folder = new(Write);

    /// <summary>The original file, with metadata.</summary>
    public static string Default => Folder.Value.File("resnet18.mlnet.onnx");

    /// <summary>The same network in a file without metadata, like most ONNX files.</summary>
    public static string Bare => Folder.Value.File("bare.onnx");

    private static TemporaryFolder Write()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        folder.Write("resnet18.mlnet.onnx", DefaultBackbone.ReadBytes());
        var bare = OnnxGraph.Parse(DefaultBackbone.ReadBytes(), "bare");
        bare.Model.MetadataProps.Clear();
        folder.Write("bare.onnx", bare.ToBytes());
        return folder;
    }
}
