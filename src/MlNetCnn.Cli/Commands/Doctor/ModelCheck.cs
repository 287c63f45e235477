namespace MlNetCnn.Cli;

/// <summary>What a package is, and whether it answers the same under each version of ML.NET.</summary>
internal static class ModelCheck
{
    /// <summary>The check of one package.</summary>
    /// <param name="path">The file.</param>
    public static DoctorCheck Of(string path)
    {
        ModelCard card;
        try
        {
            card = ModelCard.Read(path);
        }
        catch (MlNetCnnException exception)
        {
            return new DoctorCheck(
                "model", () => throw new InvalidOperationException($"{exception.Code}: {exception.Problem}"),
                ApiWords.Fix(exception) ?? "check the path of the model");
        }

        var size = $"input {card.InputWidth} x {card.InputHeight}, {ApiWords.Hyphenated(card.Resize.ToString())}";
        if (ModelPath.IsNetwork(path))
        {
            return new DoctorCheck("model", () => $"version {card.Version}, {size}; a network alone, which takes pixels", "");
        }

        return card.ResizeFactor is { } factor
            ? new DoctorCheck("model", () => $"version {card.Version}, {size}; {MlNetVersionNote.Resizing(card, factor)}", "")
            : new DoctorCheck(
                "model",
                () => throw new InvalidOperationException($"written by {card.Version}, {size}: stock ML.NET 6 sees other pixels than 5"),
                MlNetVersionNote.Command(path, images: null))
            {
                IsNeeded = false,
            };
    }
}
