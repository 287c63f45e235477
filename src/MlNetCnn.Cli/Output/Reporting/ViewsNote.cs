namespace MlNetCnn.Cli;

/// <summary>Reports views that test-time augmentation leaves out.</summary>
internal static class ViewsNote
{
    /// <summary>Writes a note if mirrored views are left out for the model.</summary>
    /// <param name="writer">Standard error.</param>
    /// <param name="classifier">The model.</param>
    /// <param name="requested">The requested number of views.</param>
    public static void Write(TextWriter writer, ImageClassifier classifier, int requested)
    {
        if (requested > 1 && !classifier.Card.KeepsClassesMirrored)
        {
            writer.WriteLine(
                "Note: mirrored views are left out, because mirroring changes the classes according to the model card; "
                + $"each image is scored in {DisplayText.Count(classifier.ViewCount, "view")}.");
        }
    }
}
