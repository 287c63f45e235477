using System.Runtime.InteropServices;

namespace MlNetCnn.Cli;

/// <summary>Sets environment variables for native libraries, and exits without unloading them.</summary>
internal static partial class NativeEnvironment
{
    private const string TelemetrySwitch = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Prevents ONNX Runtime from writing telemetry files in the user's cache folder. Call it before ONNX Runtime is loaded.
    /// </summary>
    public static void DisableRuntimeTelemetry()
    {
        Environment.SetEnvironmentVariable(TelemetrySwitch, "1");
        if (!OperatingSystem.IsWindows())
        {
            // On Unix, .NET has its own copy of the environment, which native code does not see.
            _ = SetNativeVariable(TelemetrySwitch, "1", overwrite: 1);
        }
    }

    /// <summary>Ends the process immediately, without exit handlers.</summary>
    /// <param name="exitCode">The exit code.</param>
    public static void Exit(int exitCode)
    {
        if (!OperatingSystem.IsWindows())
        {
            ExitUnix(exitCode);
        }

        Environment.Exit(exitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitUnix(int exitCode);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
