using System.Runtime.InteropServices;

namespace MlNetCnn.Cli;

/// <summary>Settings that native libraries read with <c>getenv</c>.</summary>
internal static partial class NativeEnvironment
{
    private const string TelemetrySwitch = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Keeps ONNX Runtime from writing telemetry files below the user's cache folder. Call it before anything loads ONNX Runtime.
    /// </summary>
    public static void DisableRuntimeTelemetry()
    {
        Environment.SetEnvironmentVariable(TelemetrySwitch, "1");
        if (!OperatingSystem.IsWindows())
        {
            // On Unix .NET keeps its own copy of the environment, which native code never sees.
            _ = SetNativeVariable(TelemetrySwitch, "1", overwrite: 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
