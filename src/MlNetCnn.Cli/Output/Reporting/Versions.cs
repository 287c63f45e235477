using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using SkiaSharp;

namespace MlNetCnn.Cli;

/// <summary>The versions of the libraries that a result depends on.</summary>
internal static class Versions
{
    private const int CommitLength = 40;

    /// <summary>The versions, by name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["dotnet"] = RuntimeInformation.FrameworkDescription,
        ["mlnet"] = Of(typeof(MLContext)),
        ["mlnetcnn"] = Of(typeof(Backbone)),
        ["onnxruntime"] = Of(typeof(InferenceSession)),
        ["skiasharp"] = Of(typeof(SKBitmap)),
    };

    /// <summary>Returns the version of the assembly of a type, without the commit hash.</summary>
    public static string Of(Type type)
    {
        var version = type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? type.Assembly.GetName().Version?.ToString()
            ?? "unknown";
        var dash = version.LastIndexOf('-');
        return dash >= 0 && version.Length - dash - 1 == CommitLength ? version[..dash] : version;
    }
}
