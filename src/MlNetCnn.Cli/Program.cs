using MlNetCnn.Cli;

NativeEnvironment.DisableRuntimeTelemetry();
var console = new CommandConsole(StandardStreams.OpenOutput(), StandardStreams.OpenError()) { ErrorIsTerminal = !Console.IsErrorRedirected };
using var cancellation = Cancellation.OnSignals(console.Error);
var exitCode = await CommandRunner.RunAsync(args, console, cancellation);
if (cancellation.Token.IsCancellationRequested)
{
    // Work that has not come to its end may be in the middle of native code, which does not bear that its libraries are closed.
    TemporaryFiles.DeleteAll();
    Leftovers.DeleteAll();
    NativeEnvironment.Exit(exitCode);
}

return exitCode;
