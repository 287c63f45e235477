namespace MlNetCnn;

/// <summary>The network inside the assembly; <c>pretrained/README.md</c> tells where it comes from.</summary>
internal static class BundledBackbone
{
    /// <summary>Its name, and that of the resource without <c>.onnx</c>.</summary>
    public const string Name = "mobilenet-v2.imagenet";

    /// <summary>The bytes of its <c>.onnx</c> file.</summary>
    public static byte[] ReadBytes()
    {
        using var resource = typeof(BundledBackbone).Assembly.GetManifestResourceStream($"{Name}.onnx")
            ?? throw new InvalidOperationException($"the resource {Name}.onnx is missing from the assembly");
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Reads it and makes it a backbone.</summary>
    public static Backbone Load()
    {
        var bytes = ReadBytes();
        var extract = FeatureExtract.From(OnnxGraph.Parse(bytes, Name), Name, Preprocessing.Inception);
        return new Backbone(Name, Backbone.Digest(bytes, []), Preprocessing.Inception, extract)
        {
            Source = "https://github.com/google-coral/test_data",
            Licence = "Apache-2.0",
            Paper = "https://arxiv.org/abs/1801.04381",
        };
    }
}
