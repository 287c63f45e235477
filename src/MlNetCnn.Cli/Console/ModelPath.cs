namespace MlNetCnn.Cli;

/// <summary>Tells by a path what a model is.</summary>
internal static class ModelPath
{
    /// <summary>Whether a file is a network alone, which takes pixels, whoever resizes them.</summary>
    /// <param name="path">Its path; the extension tells.</param>
    public static bool IsNetwork(string path) => Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase);
}
