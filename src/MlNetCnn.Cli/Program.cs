using MlNetCnn.Cli;

NativeEnvironment.DisableRuntimeTelemetry();
var console = new CommandConsole(StandardStreams.OpenOutput(), StandardStreams.OpenError()) { ErrorIsTerminal = !Console.IsErrorRedirected };
using var cancellation = Cancellation.OnSignals(console.Error);
var exitCode = await CommandRunner.RunAsync(args, console, cancellation);
if (cancellation.Token.IsCancellationRequested)
{
    // Canceled work may still run native code, whose libraries cannot be unloaded safely.
    TemporaryFiles.DeleteAll();
    Leftovers.DeleteAll();
    NativeEnvironment.Exit(exitCode);
}

return exitCode;
