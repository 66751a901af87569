namespace Sharpbuild.Builder.Transfers;

/// <summary>Hears of bytes that are under way. Calls come from several threads.</summary>
public interface ITransferListener
{
    /// <summary>A transfer began, went on, or ended. Called at most a few times a second for each.</summary>
    void Transferred(Transfer transfer);
}
