using System.CommandLine;
using MlNetCnn.ServingTests;

var root = new RootCommand(
    "Long tests of 'mlnetcnn serve' on Linux. Each starts the server, prints what it measured beside the target, and exits with code 1 if it missed one.");
foreach (var option in CommonOptions.All)
{
    root.Options.Add(option);
}

Command[] tests =
[
    ThroughputTest.Create(), OverloadTest.Create(), SoakTest.Create(), ReloadTest.Create(), DrainTest.Create(), FuzzTest.Create(), DisconnectTest.Create(),
    SlowTest.Create(), DisposeTest.Create(), FreshTest.Create(), BombsTest.Create(),
];
Command[] children = [StockServer.Create(), OfflineRunner.CreateCommand(), DisposeTest.CreateChild()];
foreach (var command in tests.Concat(children))
{
    root.Subcommands.Add(command);
}

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (TestException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
