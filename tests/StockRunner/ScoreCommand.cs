using System.Text.Json;

namespace StockRunner;

/// <summary><c>score</c>: what the model says of each image, as JSON.</summary>
internal static class ScoreCommand
{
    public static void Run(string model, string list, string? output)
    {
        var paths = ImageList.Read(list);
        var mlNet = new StockModel(model);
        var classNames = mlNet.ClassNames();
        var images = paths.Zip(mlNet.Score(paths), (path, answer) => new
        {
            path,
            label = answer.PredictedLabel,
            scores = classNames.Zip(answer.Score).ToDictionary(),
        });
        var json = JsonSerializer.Serialize(new { version = StockModel.Version, images });
        if (output is null)
        {
            Console.WriteLine(json);
        }
        else
        {
            File.WriteAllText(output, json);
        }
    }
}
