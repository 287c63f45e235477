// Creates the content of docs/cnn-step-by-step.md: its figures, its worked examples and its measured tables.
using CnnStepByStep;

const int Epochs = 30;
const int Seeds = 5;
const string Usage =
    """
    usage: CnnStepByStep figures FOLDER      writes the figures as SVG
           CnnStepByStep grids               prints the worked numbers
           CnnStepByStep measure PHOTOS      trains the networks of the tutorial on images and prints a table
    """;

switch (args)
{
    case ["figures", var folder]:
        Directory.CreateDirectory(folder);
        foreach (var figure in Figure.All())
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{figure.Name}.svg"), figure.Svg);
        }

        return 0;
    case ["grids"]:
        foreach (var (name, grid) in TextGrids.All)
        {
            Console.WriteLine($"{name}:\n\n{grid}\n");
        }

        return 0;
    case ["measure", var photos]:
        await Measurement.RunAsync(photos, Epochs, Seeds, Console.Out);
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
