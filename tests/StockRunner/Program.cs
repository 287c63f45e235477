// Runs a saved model with stock ML.NET alone, of the version that it is compiled against, for comparing versions.
using StockRunner;

const string usage = """
    usage: StockRunner score MODEL.zip LIST.txt [OUT.json]
           StockRunner column MODEL.zip COLUMN LIST.txt OUT.bin
           StockRunner column MODEL.zip ?
           StockRunner time MODEL.zip LIST.txt REPETITIONS
    LIST.txt holds the path of an image on each line.
    """;

try
{
    switch (args)
    {
        case ["score", var model, var list]:
            ScoreCommand.Run(model, list, output: null);
            return 0;
        case ["score", var model, var list, var output]:
            ScoreCommand.Run(model, list, output);
            return 0;
        case ["column", var model, "?", ..]:
            ColumnCommand.List(model);
            return 0;
        case ["column", var model, var column, var list, var output]:
            ColumnCommand.Run(model, column, list, output);
            return 0;
        case ["time", var model, var list, var repetitions]:
            TimeCommand.Run(model, list, repetitions);
            return 0;
        default:
            Console.Error.WriteLine(usage);
            return RunnerException.Usage;
    }
}
catch (RunnerException exception)
{
    Console.Error.WriteLine(exception.Message);
    return exception.ExitCode;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"cannot write: {exception.Message}");
    return RunnerException.Usage;
}
